'use strict';
// Runs the compiled tests with Node's own test runner. `npm test -- --help` says how.

const { spawnSync } = require('node:child_process');
const { readdirSync } = require('node:fs');
const path = require('node:path');
const { readArguments } = require('./command-line');

const COMMAND = 'node scripts/run-tests.js';
const HELP = `Runs the compiled tests: all of them, or those whose files' names contain one of the parts.

  ${COMMAND} [options] [part of a test file's name …]
  npm test -- [options] [part …]   builds and lints first

  --node <path>   the Node that runs them (the one that runs this)
  --long          tests that have a longer form take it
  --help          this text
`;

const root = path.join(__dirname, '..');
const { values, positionals } = readArguments(COMMAND, HELP, {
  options: {
    node: { type: 'string', default: process.execPath },
    long: { type: 'boolean', default: false },
  },
  allowPositionals: true,
});

// By their sources: what was compiled of a test that is gone must not run.
const files = readdirSync(path.join(root, 'test'), { recursive: true })
  .filter((file) => file.endsWith('.test.ts'))
  .map((file) => path.join('out/test', file.replace(/\.ts$/, '.js')))
  .filter((file) => positionals.length === 0 || positionals.some((part) => file.includes(part)))
  .sort();
if (files.length === 0) {
  console.error(`No test file's name contains ${positionals.join(' or ')}.`);
  process.exit(1);
}

const { status } = spawnSync(values.node, ['--test', '--test-reporter=spec', ...files], {
  cwd: root,
  env: { ...process.env, TEST_EXTENT: values.long ? 'long' : 'short' },
  stdio: 'inherit',
});
process.exit(status ?? 1);
