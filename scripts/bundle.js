'use strict';
// Bundles the library into one file: calls between its modules are then local ones, which V8
// inlines (with the getters that modules compile to, send() takes a third longer), and importing
// it takes half the time.

const path = require('node:path');
const { buildSync } = require('esbuild');
const { readArguments } = require('./command-line');

const COMMAND = 'node scripts/bundle.js';
const HELP = `Bundles the library's sources into dist/. npm run build does it, after the types.

  ${COMMAND} [options]

  --help   this text
`;

readArguments(COMMAND, HELP);

const root = path.join(__dirname, '..');
const common = {
  absWorkingDir: root,
  platform: 'node',
  target: 'node20',
  outdir: 'dist',
  charset: 'utf8',
  logLevel: 'warning',
};

buildSync({
  ...common,
  entryPoints: ['src/index.ts'],
  bundle: true,
  // Plain properties in the place of getters: programs and their test doubles replace them, as
  // they do with node:dgram's.
  footer: {
    js: "module.exports = Object.defineProperty({ ...module.exports, default: { ...module.exports.default } }, '__esModule', { value: true });",
  },
});
buildSync({ ...common, entryPoints: ['src/register.ts'], format: 'cjs' });
buildSync({
  ...common,
  entryPoints: ['src/exports.ts'],
  format: 'cjs',
  // Not to be run, but to be found by Node.
  footer: { js: '0 && (module.exports = { createSocket, features, Socket });' },
});
buildSync({
  ...common,
  entryPoints: ['src/index.mts'],
  format: 'esm',
  outExtension: { '.js': '.mjs' },
});
