'use strict';
// Feeds parts of the native engine inputs that clang's libFuzzer makes up, with AddressSanitizer
// and UndefinedBehaviorSanitizer watching. `npm run fuzz:native -- --help` says how.

const { spawn, spawnSync } = require('node:child_process');
const { once } = require('node:events');
const { mkdirSync, mkdtempSync, rmSync, writeFileSync } = require('node:fs');
const { tmpdir } = require('node:os');
const path = require('node:path');
const { createInterface } = require('node:readline');
const { SingleBar } = require('cli-progress');
const { readArguments: readCommandLine } = require('./command-line');
const { compilerFlags } = require('./compiler-flags');
const { targets } = require('./fuzz-targets');

const COMMAND = 'npm run fuzz:native --';
const HELP = `Feeds parts of the native engine hostile inputs, under clang's sanitizers.

  ${COMMAND} [options] [target …]

  --runs <n>   how many inputs each target gets (10000000)
  --seed <n>   makes a run repeatable; another one each time without
  --help       this text

Targets, all of them by default: ${Object.keys(targets).join(', ')}. Their sources are in
test/native/fuzz. It takes clang with libFuzzer. An input that fails is kept, and its path told.
`;

const root = path.join(__dirname, '..');
const output = path.join(root, 'out/fuzz-native');
const doubles = path.join(root, 'test/native/fuzz');

function readArguments() {
  const { values, positionals } = readCommandLine(COMMAND, HELP, {
    options: {
      runs: { type: 'string', default: '10000000' },
      seed: { type: 'string', default: '0' },
    },
    allowPositionals: true,
  });
  const unknown = positionals.find((name) => !Object.hasOwn(targets, name));
  if (unknown !== undefined) throw new Error(`No target is called "${unknown}".`);
  if (!/^[1-9]\d*$/.test(values.runs)) {
    throw new Error(`--runs takes a whole number above 0, not "${values.runs}".`);
  }
  if (!/^\d+$/.test(values.seed)) {
    throw new Error(`--seed takes a whole number, not "${values.seed}".`);
  }
  return {
    runs: Number(values.runs),
    seed: values.seed,
    names: positionals.length === 0 ? Object.keys(targets) : positionals,
  };
}

/** Compiles a target; the path of its program. */
function compile(name) {
  const { sources, doubles: own, wrapped } = targets[name];
  const program = path.join(output, name);
  mkdirSync(output, { recursive: true });
  const { status, error } = spawnSync(
    'clang',
    [
      ...['-g', '-O1', '-fsanitize=fuzzer,address,undefined', '-fno-sanitize-recover=undefined'],
      ...compilerFlags,
      `-I${path.join(root, 'native')}`,
      ...sources.map((source) => path.join(root, 'native', source)),
      ...[...own, 'input.c', 'node.c'].map((source) => path.join(doubles, source)),
      ...wrapped.map((call) => `-Wl,--wrap=${call}`),
      ...['-o', program],
    ],
    { stdio: 'inherit' },
  );
  if (status !== 0) {
    throw new Error(
      error === undefined
        ? `The target ${name} was not compiled.`
        : 'clang is not installed: apt-get install clang libclang-rt-14-dev, or the like.',
    );
  }
  return program;
}

/** On a terminal a bar, elsewhere nothing until the end. */
function showProgress(name, runs) {
  if (!process.stdout.isTTY) return { update() {}, stop() {} };
  const bar = new SingleBar({
    format: `${name.padEnd(8)} {bar} {percentage} %  {value}/{total} runs  {eta_formatted} left`,
    barCompleteChar: '█',
    barIncompleteChar: '░',
    barsize: 24,
  });
  bar.start(runs, 0);
  return { update: (value) => bar.update(value), stop: () => bar.stop() };
}

/** Where the generated inputs of a target are put. */
function writeSeeds(name) {
  const folder = mkdtempSync(path.join(tmpdir(), 'fast-dgram-'));
  for (const [place, seed] of targets[name].seeds.entries()) {
    writeFileSync(path.join(folder, `${place}`), seed);
  }
  return folder;
}

/** Runs a target; whether nothing failed. */
async function fuzz(name, { runs, seed }) {
  const program = compile(name);
  const corpus = writeSeeds(name);
  const progress = showProgress(name, runs);
  const started = performance.now();
  const child = spawn(
    program,
    [
      ...[`-runs=${runs}`, `-seed=${seed}`, `-artifact_prefix=${program}-`, '-max_len=512'],
      ...['-timeout=10', '-print_final_stats=1', corpus],
    ],
    {
      // Twice as fast as with 256 MB of freed memory kept: an input is soon done with its own.
      env: { ...process.env, ASAN_OPTIONS: 'quarantine_size_mb=8' },
      stdio: ['ignore', 'ignore', 'pipe'],
    },
  );
  const ended = once(child, 'close');
  const said = [];
  for await (const line of createInterface({ input: child.stderr })) {
    const count = /^runs: (\d+)$/.exec(line)?.[1];
    if (count === undefined) said.push(line);
    else progress.update(Number(count));
  }
  const [status] = await ended;
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  progress.stop();
  rmSync(corpus, { recursive: true });
  return tell(name, status, said.join('\n'), seconds);
}

/** Says how a run ended; whether nothing failed. */
function tell(name, status, said, seconds) {
  if (status === 0) {
    const count = Number(/^stat::number_of_executed_units: (\d+)$/m.exec(said)?.[1]);
    console.log(`${name}: ${count.toLocaleString('en')} runs in ${seconds} s, none failed`);
    return true;
  }
  const file = /Test unit written to (.+)/.exec(said)?.[1];
  console.error(said);
  if (file !== undefined) {
    const input = path.relative(root, file);
    console.error(`The input is kept. To run it again: out/fuzz-native/${name} ${input}`);
  }
  return false;
}

async function main() {
  const args = readArguments();
  for (const name of args.names) {
    if (!(await fuzz(name, args))) process.exitCode = 1;
  }
}

main().catch((error) => {
  console.error(`${error.message}\n\n${COMMAND} --help   tells the options`);
  process.exitCode = 1;
});
