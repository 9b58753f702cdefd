'use strict';
// Installs those that fast-dgram is measured beside and that come as npm packages: Bun and Deno.

const { spawnSync } = require('node:child_process');
const path = require('node:path');
const { readArguments } = require('./command-line');

const PACKAGES = ['@oven/bun-linux-x64', '@deno/linux-x64-glibc'];

const COMMAND = 'npm run bench:install --';
const HELP = `Installs Bun and Deno into out/contenders/, for the benchmark: ${PACKAGES.join(', ')}.

  ${COMMAND} [options]

  --help   this text
`;

readArguments(COMMAND, HELP);

const prefix = path.join(__dirname, '../out/contenders');

const { status } = spawnSync(
  'npm',
  ['install', '--no-save', '--silent', '--prefix', prefix, ...PACKAGES],
  { stdio: 'inherit' },
);
if (status !== 0) {
  console.error('Bun and Deno could not be installed from the npm registry.');
  process.exit(1);
}
