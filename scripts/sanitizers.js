'use strict';
// The sanitizers of gcc that the engine is tested with.

const { spawnSync } = require('node:child_process');
const path = require('node:path');

/**
 * For each: what it takes to compile with it and to run it in Node, which knows nothing of it;
 * the mistakes of test/native/mistakes.c that it reports; and the tests that it is for, by parts
 * of their files' names (all where none is named).
 */
const sanitizers = {
  address: {
    // Undefined behaviour as an illegal instruction, which AddressSanitizer reports: in a module,
    // the runtime for it writes to the standard error only.
    flags: ['-fsanitize=address,undefined', '-fsanitize-undefined-trap-on-error'],
    library: 'libasan.so',
    // V8 and Node keep memory until they end.
    options: { ASAN_OPTIONS: 'detect_leaks=0:handle_sigill=1' },
    mistakes: ['readBeyond', 'overflow'],
    tests: [],
  },
  thread: {
    flags: ['-fsanitize=thread'],
    library: 'libtsan.so',
    // Node is not compiled for it: what only Node touches is not looked at.
    options: { TSAN_OPTIONS: 'ignore_noninstrumented_modules=1:exitcode=0' },
    mistakes: ['race'],
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
  const [[name, values]] = Object.entries(options);
  return { LD_PRELOAD: pathOf(library), [name]: `${values}:log_path=${log}` };
}

module.exports = { sanitizers, environmentOf };
