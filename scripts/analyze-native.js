'use strict';
// Runs gcc's static analyser over the native engine, with warnings as errors.

const { spawnSync } = require('node:child_process');
const { readdirSync } = require('node:fs');
const path = require('node:path');
const { readArguments } = require('./command-line');
const { compilerFlags } = require('./compiler-flags');

const COMMAND = 'npm run test:analyze --';
const HELP = `Runs gcc's static analyser over the native engine, with warnings as errors.

  ${COMMAND} [options]

  --help   this text

It takes gcc, and an engine that was compiled: npm run build
`;

readArguments(COMMAND, HELP);

const root = path.join(__dirname, '..');

const flags = ['-fanalyzer', '-O2', ...compilerFlags];

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
