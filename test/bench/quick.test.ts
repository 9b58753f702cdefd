import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import test from 'node:test';
import { CASES } from '../../bench/cases/index.js';
import { CONTENDERS } from '../../bench/contenders/index.js';
import { looksAt } from '../../bench/core-state.js';
import { type Cores, findCores } from '../../bench/cores.js';
import { whyNoLink } from '../../bench/link.js';
import type { Results } from '../../bench/results.js';
import { HANG_MS } from '../support/hang';

/** From out/test/bench. */
const ROOT = path.resolve(__dirname, '../../..');

function bench(...args: readonly string[]) {
  return spawnSync(process.execPath, ['out/bench/main.js', ...args], {
    cwd: ROOT,
    env: { ...process.env, NODE_TEST_CONTEXT: undefined },
    encoding: 'utf8',
    // A benchmark is hundreds of processes, one after the other.
    timeout: 3 * HANG_MS,
    killSignal: 'SIGKILL',
  });
}

test('a quick benchmark runs every case with every contender that is there', (t) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'fast-dgram-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const file = path.join(folder, 'results/quick.json');
  const { stdout, stderr, status } = bench('--quick', '--output', file);
  assert.equal(stderr, '');
  assert.equal(status, 0, stdout);
  assert.match(stdout, /\nA quick run says nothing about speed\.\n/);

  const results = JSON.parse(readFileSync(file, 'utf8')) as Results;
  const present = results.contenders.map(({ id }) => id);
  for (const id of ['node-dgram', 'fast-dgram', 'fast-dgram-batch', 'c', 'c-mmsg', 'c-gso']) {
    assert.ok(present.includes(id), `${id} is there`);
  }
  for (const { id, reason } of results.absent) {
    assert.ok(stdout.includes(`Without ${id}: ${reason}`), `${id} is named`);
  }
  assert.deepEqual(
    [...results.contenders, ...results.absent].map(({ id }) => id).sort(),
    CONTENDERS.map(({ id }) => id).sort(),
  );
  assert.deepEqual(results.failures, []);
  const omitted = CASES.filter(({ link }) => link !== undefined && whyNoLink() !== undefined);
  assert.equal(results.omissions.length, omitted.length, results.omissions.join());
  assert.deepEqual(
    results.cases.map(({ id }) => id),
    CASES.filter((one) => !omitted.includes(one)).map(({ id }) => id),
  );
  for (const { id, contests, verdicts } of results.cases) {
    assert.equal(verdicts, undefined);
    const expected = CASES.find((one) => one.id === id)?.contenders ?? [];
    const [measure] = contests[0]?.measures ?? [];
    assert.deepEqual(
      measure?.contenders.map((contender) => contender.id).sort(),
      expected.filter((contender) => present.includes(contender)).sort(),
    );
    for (const contender of measure?.contenders ?? []) {
      assert.ok(contender.median > 0, `${contender.id} counts in ${id}`);
    }
  }
});

test('results tell where they were measured', (t) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'fast-dgram-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const file = path.join(folder, 'import.json');
  const { status, stdout } = bench('--quick', '--case', 'import', '--output', file);
  assert.equal(status, 0, stdout);
  const { environment, settings } = JSON.parse(readFileSync(file, 'utf8')) as Results;
  assert.equal(`v${environment.node}`, process.version);
  assert.ok(!Number.isNaN(Date.parse(environment.date)));
  assert.match(environment.fastDgram.version, /^\d+\.\d+\.\d+/);
  assert.ok(environment.kernel !== '' && environment.cpu !== '' && environment.cores > 0);
  assert.equal(typeof environment.isPinned, 'boolean');
  assert.equal(settings.quick, true);
});

const CORES = findCores();

test('a benchmark that measures looks at its cores, where it is pinned to two', (t) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'fast-dgram-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const file = path.join(folder, 'import.json');
  const single = ['--case', 'import', '--contender', 'node-dgram', '--pairs', '1'];
  const { status, stdout } = bench(...single, '--seconds', '0.1', '--output', file);
  assert.equal(status, 0, stdout);
  const { watched } = JSON.parse(readFileSync(file, 'utf8')) as Results;
  if (CORES === undefined) {
    assert.equal(watched, undefined);
    assert.match(stdout, /^Not pinned to cores: that takes two, and taskset\.$/m);
  } else {
    assert.equal(watched?.runs, 1);
    assert.match(stdout, /\nThe cores were disturbed in \d+ runs, .* of the 1 that count\.\n/);
  }
});

test('two cores have a state', {
  skip: CORES === undefined && 'it pins to two cores by taskset',
}, async () => {
  const look = await looksAt(CORES as Cores, { node: process.execPath });
  assert.ok(look, 'a C compiler is there');
  const { distance, step } = await look();
  for (const time of [distance, step]) assert.ok(time > 0 && Number.isFinite(time));
});

test('the benchmark lists its cases and contenders, and tells what it does not know', () => {
  const { stdout, status } = bench('--list');
  assert.equal(status, 0);
  for (const { id, title } of [...CASES, ...CONTENDERS]) {
    assert.ok(stdout.includes(`  ${id.padEnd(20)} ${title}\n`), id);
  }
  const unknown = bench('--contender', 'pigeon');
  assert.equal(unknown.status, 1);
  assert.match(unknown.stderr, /^No contender is called "pigeon"; see --list\./);
});

test('where results can not be written is told before anything is measured', () => {
  const { stdout, stderr, status } = bench('--quick', '--case', 'import', '--output', tmpdir());
  assert.equal(status, 1);
  assert.match(stderr, /^EISDIR/);
  assert.doesNotMatch(stdout, /^import /m);
});

/** The processes that have this in their environment. */
function processesWith(variable: string): number[] {
  const isOne = (name: string): boolean => {
    try {
      return readFileSync(`/proc/${name}/environ`, 'utf8').includes(variable);
    } catch {
      // No process, or none any more.
      return false;
    }
  };
  return readdirSync('/proc').filter(isOne).map(Number);
}

const aTurn = () => new Promise((resolve) => setImmediate(resolve));

test('a benchmark that is interrupted leaves no peers, and keeps the cases that are done', {
  timeout: HANG_MS,
}, async (t) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'fast-dgram-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const file = path.join(folder, 'interrupted.json');
  const [name, value] = ['FAST_DGRAM_BENCH_TEST', `${process.pid}`];
  const cases = ['--case', 'latency', '--case', 'cpu-receive', '--contender', 'node-dgram'];
  const lasting = ['--pairs', '1', '--seconds', '0.1', '--output', file];
  const child = spawn(process.execPath, ['out/bench/main.js', ...cases, ...lasting], {
    cwd: ROOT,
    env: { ...process.env, [name]: value },
  });
  const lines = createInterface(child.stdout);
  await new Promise<void>((resolve) => {
    lines.on('line', (line) => {
      // It has four sets of parameters, and is not done before the last.
      if (line.startsWith('cpu-receive ')) resolve();
    });
  });
  const peers = () => processesWith(`${name}=${value}`).filter((pid) => pid !== child.pid);
  while (peers().length === 0) await aTurn();
  const ended = once(child, 'close');
  child.kill();
  assert.deepEqual(await ended, [128 + constants.signals.SIGTERM, null]);
  while (peers().length > 0) await aTurn();
  const { cases: done, watched } = JSON.parse(readFileSync(file, 'utf8')) as Results;
  assert.equal(watched?.runs, CORES && 1);
  assert.deepEqual(
    done.map(({ id }) => id),
    ['latency'],
  );
});
