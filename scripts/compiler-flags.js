'use strict';

const { existsSync, readFileSync } = require('node:fs');
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

/** What every compilation of the engine's sources takes that node-gyp has no part in. */
const compilerFlags = [
  ...['-std=gnu11', '-Wall', '-Wextra', '-Werror'],
  ...['-DNAPI_VERSION=8', '-D_GNU_SOURCE', '-DNODE_GYP_MODULE_NAME=fast_dgram'],
  `-isystem${headerFolder()}`,
];

module.exports = { compilerFlags };
