'use strict';
// Puts the compiled engine where the library looks for a prebuilt one, for the package that is
// published. One serves every Node version: the engine speaks Node-API only.

const { copyFileSync, mkdirSync, rmSync } = require('node:fs');
const path = require('node:path');
const { readArguments } = require('./command-line');

const COMMAND = 'node scripts/prebuild.js';
const HELP = `Copies the compiled engine into prebuilds/, for the package. npm pack does it, after a build.

  ${COMMAND} [options]

  --help   this text
`;

readArguments(COMMAND, HELP);

const root = path.join(__dirname, '..');

/** The C library: an engine linked with one does not load on the other. */
function libc() {
  return process.report.getReport().header.glibcVersionRuntime === undefined ? 'musl' : 'glibc';
}

const folder = path.join(root, 'prebuilds', `${process.platform}-${process.arch}`);
const prebuilt = path.join(folder, `fast-dgram.${libc()}.node`);

// What was built before, perhaps under another name, must not be published.
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
copyFileSync(path.join(root, 'build/Release/fast_dgram.node'), prebuilt);
console.log(`Prebuilt engine: ${path.relative(root, prebuilt)}`);
