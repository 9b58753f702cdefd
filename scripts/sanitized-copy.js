'use strict';
// A copy of the project whose engine is compiled with a sanitizer: the build that everything
// else runs with stays as it is.

const { spawnSync } = require('node:child_process');
const { cpSync, readFileSync, symlinkSync } = require('node:fs');
const path = require('node:path');
const { compilerFlags } = require('./compiler-flags');

const root = path.join(__dirname, '..');

/** What the copy does without. */
const NOT_COPIED = ['.git', 'build', 'node_modules', 'prebuilds', 'out/contenders', 'out/nodes'];

/** Tests that the copy does without, and why. */
const LEFT_OUT = {
  'test/bench': 'programs that measure, some of them in other languages',
  'test/native': 'they compile the engine themselves',
  'test/package': 'they pack and install the engine, for users who have no sanitizer',
  'test/types': 'they run the TypeScript compiler alone',
};

/** For debuggers and reports: where in the sources a mistake is. */
const READABLE = ['-g', '-fno-omit-frame-pointer'];

function run(command, args, options) {
  const { status, error, stdout, stderr } = spawnSync(command, args, {
    encoding: 'utf8',
    ...options,
  });
  if (status !== 0) throw new Error(`${command}: ${error?.message ?? `${stdout}${stderr}`}`);
}

/** Makes the copy in an empty folder. */
function copyProject(folder) {
  const without = new Set([...NOT_COPIED, ...Object.keys(LEFT_OUT)]);
  cpSync(root, folder, {
    recursive: true,
    filter: (file) => !without.has(path.relative(root, file)),
  });
  symlinkSync(path.join(root, 'node_modules'), path.join(folder, 'node_modules'));
}

/** Compiles the copy's engine; throws where what came out knows nothing of the sanitizer. */
function compileEngine(folder, flags) {
  const all = [...flags, ...READABLE].join(' ');
  run(process.execPath, [path.join(folder, 'scripts/install.js'), '--compile'], {
    env: { ...process.env, CFLAGS: all, LDFLAGS: all },
  });
  const engine = readFileSync(path.join(folder, 'build/Release/fast_dgram.node'), 'latin1');
  if (!/__(asan|tsan)_init/.test(engine)) throw new Error('The engine has no sanitizer.');
}

/** Compiles the module of mistakes; its path. */
function compileMistakes(folder, flags) {
  const module = path.join(folder, 'mistakes.node');
  run('gcc', [
    ...[...flags, ...READABLE, ...compilerFlags],
    ...['-shared', '-fPIC', path.join(root, 'test/native/mistakes.c'), '-o', module],
  ]);
  return module;
}

module.exports = { LEFT_OUT, copyProject, compileEngine, compileMistakes };
