'use strict';
// The sanitizers of gcc that the engine is tested with.

const { spawnSync } = require('node:child_process');
const path = require('node:path');

// Undefined behaviour as an illegal instruction, which AddressSanitizer reports: in a module, the
// runtime for it writes to the standard error only.
const addressFlags = ['-fsanitize=address,undefined', '-fsanitize-undefined-trap-on-error'];

/**
 * For each: what it takes to compile with it and to run it in Node, which knows nothing of it;
 * the mistakes of test/native/mistakes.c that it reports; which of its reports are about the
 * engine; and the tests that it is for, by parts of their files' names (all where none is named).
 */
const sanitizers = {
  address: {
    flags: addressFlags,
    library: 'libasan.so',
    options: { ASAN_OPTIONS: 'handle_sigill=1:detect_leaks=0' },
    mistakes: ['readBeyond', 'overflow'],
    isOurs: () => true,
    tests: [],
  },
  leak: {
    flags: addressFlags,
    library: 'libasan.so',
    options: {
      // Longer stacks of Node's take half a minute to write.
      ASAN_OPTIONS: 'handle_sigill=1:detect_leaks=1:malloc_context_size=4',
      LSAN_OPTIONS: 'exitcode=0',
    },
    mistakes: ['leak'],
    // V8 and Node keep memory until they end: what counts is what the engine asked for, itself or
    // by one of Node's functions.
    isOurs: (report) =>
      !report.includes('LeakSanitizer') || /^ +#[1-3] .*(native\/|fast_dgram)/m.test(report),
    // It does not work in processes that strace traces: those of the others.
    tests: ['process/', 'differential/', 'cluster/', 'examples/'],
  },
  thread: {
    flags: ['-fsanitize=thread'],
    library: 'libtsan.so',
    // Node is not compiled for it: what only Node touches is not looked at.
    options: { TSAN_OPTIONS: 'ignore_noninstrumented_modules=1:exitcode=0' },
    mistakes: ['race'],
    isOurs: () => true,
    tests: ['worker'],
  },
};

/** The path of one of gcc's libraries; throws where gcc came without it. */
function pathOf(library) {
  const { stdout, error } = spawnSync('gcc', [`-print-file-name=${library}`], { encoding: 'utf8' });
  if (error !== undefined) throw new Error('gcc is not installed.');
  const found = stdout.trim();
  if (!path.isAbsolute(found)) throw new Error(`gcc came without ${library}.`);
  return found;
}

/** The environment in which a sanitizer writes what it finds to files that begin with `log`. */
function environmentOf({ library, options }, log) {
  return {
    LD_PRELOAD: pathOf(library),
    ...Object.fromEntries(
      Object.entries(options).map(([name, values]) => [name, `${values}:log_path=${log}`]),
    ),
  };
}

module.exports = { sanitizers, environmentOf };
