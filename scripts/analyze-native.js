'use strict';
// Runs gcc's static analyser over the native engine, with warnings as errors.

const { spawnSync } = require('node:child_process');
const { existsSync, readdirSync, readFileSync } = require('node:fs');
const path = require('node:path');

const root = path.join(__dirname, '..');

/** Node's headers: the installation's, or those that node-gyp downloaded to compile with. */
function headerFolder() {
  const config = path.join(root, 'build/config.gypi');
  const nodedir = existsSync(config)
    ? /"nodedir": "([^"]+)"/.exec(readFileSync(config, 'utf8'))?.[1]
    : undefined;
  return path.join(nodedir ?? path.join(process.execPath, '../..'), 'include/node');
}

const flags = [
  ...['-fanalyzer', '-std=gnu11', '-O2', '-Wall', '-Wextra', '-Werror'],
  ...['-DNAPI_VERSION=8', '-D_GNU_SOURCE', '-DNODE_GYP_MODULE_NAME=fast_dgram'],
  `-isystem${headerFolder()}`,
];

/** Whether a file passes. The analyser needs a real compilation, of which only the warnings matter. */
function passes(file) {
  const { status } = spawnSync('gcc', [...flags, '-c', file, '-o', '/dev/null'], {
    cwd: root,
    stdio: 'inherit',
  });
  return status === 0;
}

const failed = readdirSync(path.join(root, 'native'))
  .filter((file) => file.endsWith('.c'))
  .filter((file) => !passes(path.join('native', file)));
process.exit(failed.length === 0 ? 0 : 1);
