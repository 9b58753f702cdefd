'use strict';
// Compiles the native engine where no prebuilt one fits. npm runs it on installation.

const { spawnSync } = require('node:child_process');
const { existsSync } = require('node:fs');
const path = require('node:path');
const { readArguments } = require('./command-line');

const COMMAND = 'node scripts/install.js';
const HELP = `Compiles the native engine, where none that is prebuilt or compiled already loads.

  ${COMMAND} [options]

  --compile   for development: compiles even where one loads, and fails at warnings
  --help      this text
`;

const root = path.join(__dirname, '..');

/** Whether a prebuilt or an already compiled engine loads on this machine. */
function engineLoads() {
  return (
    spawnSync(process.execPath, ['-e', 'require(".")'], { cwd: root, stdio: 'ignore' }).status === 0
  );
}

/** The node-gyp that npm brings, or the one on PATH outside of npm. */
function nodeGyp() {
  const bundled =
    process.env.npm_config_node_gyp ??
    path.join(process.execPath, '../../lib/node_modules/npm/node_modules/node-gyp/bin/node-gyp.js');
  return existsSync(bundled) ? [process.execPath, bundled] : ['node-gyp'];
}

/** Node's own headers where the installation has them: then nothing is downloaded. */
function headerArguments() {
  const prefix = path.join(process.execPath, '../..');
  return existsSync(path.join(prefix, 'include/node/node_api.h')) ? [`--nodedir=${prefix}`] : [];
}

/** A warning fails development only: compilers that are yet to come warn of more. */
function flags(isDevelopment) {
  return isDevelopment ? { CFLAGS: `${process.env.CFLAGS ?? ''} -Werror` } : {};
}

const { values } = readArguments(COMMAND, HELP, {
  options: { compile: { type: 'boolean', default: false } },
});
const isDevelopment = values.compile;
if (!isDevelopment && engineLoads()) process.exit(0);

console.log('Compiling the engine …');
const [command, ...first] = nodeGyp();
const { status, error, stdout, stderr } = spawnSync(
  command,
  [...first, 'configure', 'build', ...headerArguments()],
  { cwd: root, encoding: 'utf8', env: { ...process.env, ...flags(isDevelopment) } },
);
if (status !== 0) {
  console.error(
    [
      error ? error.message : `${stdout}${stderr}`,
      '',
      'fast-dgram: the native engine was not compiled.',
      'It needs Linux, a C compiler, make, python3 and the headers of Node:',
      '  Debian, Ubuntu   apt-get install gcc make python3',
      '  Fedora, RHEL     dnf install gcc make python3',
      '  Alpine           apk add gcc make musl-dev linux-headers python3',
      'Then run: npm rebuild fast-dgram',
      'Headers that Node came without are downloaded from nodejs.org. Where that fails, name the',
      'folder whose include/node has them: npm_config_nodedir=/usr npm rebuild fast-dgram',
      '',
    ].join('\n'),
  );
  process.exit(1);
}
