'use strict';
// Runs the tests with an engine that is compiled with sanitizers, and fails where one has
// reported anything in whichever process. `npm run test:sanitize -- --help` says how.

const { spawnSync } = require('node:child_process');
const {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} = require('node:fs');
const { tmpdir } = require('node:os');
const path = require('node:path');
const { readArguments } = require('./command-line');
const { LEFT_OUT, compileEngine, compileMistakes, copyProject } = require('./sanitized-copy');
const { environmentOf, sanitizers } = require('./sanitizers');

const COMMAND = 'npm run test:sanitize --';
const HELP = `Runs the tests with an engine that gcc has compiled with sanitizers.

  npm run test:sanitize -- [part of a test file's name …]   AddressSanitizer and
                                                            UndefinedBehaviorSanitizer
  npm run test:leaks -- [part of a test file's name …]      LeakSanitizer, by default for tests
                                                            that strace has no part in
  npm run test:threads -- [part of a test file's name …]    ThreadSanitizer, by default for the
                                                            tests of worker threads

It fails where a test fails, or where a sanitizer reports anything in any process of the tests.
First it makes mistakes on purpose, and fails where the sanitizer says nothing of them.
`;

/** What the sanitizer has reported of the engine, by process; what it said is then gone. */
function takeReports(logs, { isOurs }) {
  const reports = readdirSync(logs).map((file) => readFileSync(path.join(logs, file), 'utf8'));
  rmSync(logs, { recursive: true });
  mkdirSync(logs);
  return reports.filter(isOurs);
}

/** A program that makes a mistake in two threads at a time. */
function mistaken(mistake, module) {
  return `
    const { Worker, workerData } = require('node:worker_threads');
    const mistakes = require(${JSON.stringify(module)});
    const ready = workerData ?? new Int32Array(new SharedArrayBuffer(4));
    if (workerData === null) new Worker(__filename, { workerData: ready });
    if (Atomics.add(ready, 0, 1) === 0) Atomics.wait(ready, 0, 1);
    else Atomics.notify(ready, 0);
    for (let count = 0; count < 100_000; count++) mistakes.${mistake}();`;
}

/** Makes the mistakes that a sanitizer knows, and throws where no report comes of one. */
function provoke(sanitizer, module, environment, logs) {
  for (const mistake of sanitizer.mistakes) {
    const file = `${module}.js`;
    writeFileSync(file, mistaken(mistake, module));
    spawnSync(process.execPath, [file], { env: { ...process.env, ...environment } });
    if (takeReports(logs, sanitizer).length === 0) {
      throw new Error(`The sanitizer does not report ${mistake}.`);
    }
  }
}

function sanitize(name, parts) {
  const sanitizer = sanitizers[name];
  const folder = mkdtempSync(path.join(tmpdir(), 'fast-dgram-'));
  try {
    const logs = path.join(folder, 'logs');
    const project = path.join(folder, 'project');
    for (const each of [logs, project]) mkdirSync(each);
    const environment = environmentOf(sanitizer, path.join(logs, 'report'));

    const module = compileMistakes(folder, sanitizer.flags);
    provoke(sanitizer, module, environment, logs);
    for (const [tests, reason] of Object.entries(LEFT_OUT)) {
      console.log(`Without ${tests}: ${reason}`);
    }
    copyProject(project);
    compileEngine(project, sanitizer.flags);
    const { status } = spawnSync(
      process.execPath,
      ['scripts/run-tests.js', ...(parts.length === 0 ? sanitizer.tests : parts)],
      { cwd: project, env: { ...process.env, ...environment }, stdio: 'inherit' },
    );
    const reports = takeReports(logs, sanitizer);
    for (const report of reports) console.error(report);
    console.log(`${name}: ${reports.length} reports, tests ${status === 0 ? 'passed' : 'FAILED'}`);
    return status === 0 && reports.length === 0;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function main() {
  const { positionals } = readArguments(COMMAND, HELP, { allowPositionals: true });
  const [name, ...parts] = positionals;
  if (!Object.hasOwn(sanitizers, name ?? '')) {
    throw new Error(`The first argument is one of: ${Object.keys(sanitizers).join(', ')}.`);
  } else if (!sanitize(name, parts)) {
    process.exitCode = 1;
  }
}

try {
  main();
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
