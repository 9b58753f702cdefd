'use strict';
// Runs Node's own tests of dgram, out of a copy of Node's source, on node:dgram and on fast-dgram.

const { spawnSync } = require('node:child_process');
const { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const path = require('node:path');
const { SingleBar } = require('cli-progress');
const { readArguments } = require('./command-line');

const COMMAND = 'npm run test:node --';
const HELP = `Runs Node's own tests that use dgram on node:dgram and on fast-dgram, and tells whose outcome differs.

  ${COMMAND} [options] <folder of Node's source>

  --node <path>   the Node that runs them, of the same version line (the one that runs this)
  --help          this text

The source is that of a release, from nodejs.org or a distribution; nothing of it is compiled.
`;

const FOLDERS = ['parallel', 'sequential', 'async-hooks', 'known_issues'];
/** Far longer than any takes. */
const TIMEOUT = 60_000;

/** Those that look at what is inside node:dgram. */
const KNOWN = new Map([
  ['async-hooks/test-udpsendwrap.js', 'a send has no async resource of its own'],
  ['parallel/test-dgram-close-during-bind.js', "replaces a method of Node's internal handle"],
  ['parallel/test-dgram-send-error.js', "replaces methods of Node's internal handle"],
  ['parallel/test-dgram-send-queue-info.js', "asks for a mode of Node's internal handle by a flag"],
]);

const { values, positionals } = readArguments(COMMAND, HELP, {
  options: { node: { type: 'string', default: process.execPath } },
  allowPositionals: true,
});

function fail(message) {
  console.error(`${message}\n\n${COMMAND} --help   tells how`);
  process.exit(1);
}

const root = path.resolve(
  positionals[0] ?? fail("The folder of Node's source is missing."),
  'test',
);
if (!existsSync(path.join(root, 'common'))) fail(`${root} is not there: is that Node's source?`);

const tests = FOLDERS.filter((folder) => existsSync(path.join(root, folder))).flatMap((folder) =>
  readdirSync(path.join(root, folder))
    .filter((name) => /^test-.*\.m?js$/.test(name))
    .map((name) => `${folder}/${name}`)
    .filter((test) => readFileSync(path.join(root, test), 'utf8').includes('dgram')),
);

const register = path.join(__dirname, '../dist/register.js');
const temporary = mkdtempSync(path.join(tmpdir(), 'node-tests-'));

/** Whether a test passes, with these options of Node's for it and all its children. */
function passes(test, options) {
  const source = readFileSync(path.join(root, test), 'utf8');
  const flags = /^\/\/ Flags:(.*)$/m.exec(source)?.[1].trim().split(/\s+/) ?? [];
  const { status } = spawnSync(values.node, [...flags, test], {
    cwd: root,
    env: { ...process.env, NODE_OPTIONS: options, NODE_TEST_DIR: temporary },
    stdio: 'ignore',
    timeout: TIMEOUT,
    killSignal: 'SIGKILL',
  });
  return status === 0;
}

const outcomes = { same: [], known: [], different: [], unusable: [] };
const bar = new SingleBar({ format: '{bar} {value}/{total} {test}', hideCursor: true });
bar.start(tests.length, 0, { test: '' });
for (const test of tests) {
  bar.update({ test });
  if (!passes(test, '')) outcomes.unusable.push(test);
  else if (passes(test, `--require ${JSON.stringify(register)}`)) outcomes.same.push(test);
  else if (KNOWN.has(test)) outcomes.known.push(test);
  else outcomes.different.push(test);
  bar.increment();
}
bar.stop();
rmSync(temporary, { recursive: true, force: true });

console.log(`${outcomes.same.length} pass on node:dgram and on fast-dgram.`);
for (const test of outcomes.unusable) console.log(`left out, fails on node:dgram here: ${test}`);
for (const test of outcomes.known) console.log(`differs: ${test} ${KNOWN.get(test)}`);
for (const test of outcomes.different) console.log(`FAILS on fast-dgram alone: ${test}`);
process.exit(outcomes.different.length === 0 ? 0 : 1);
