import { writeFileSync } from 'node:fs';
import { mkdir, open, rm } from 'node:fs/promises';
import { constants } from 'node:os';
import path from 'node:path';
import { type Arguments, PAIRS_FOR_VERDICT } from './arguments.js';
import { Calm } from './calm.js';
import type { Case, Outcome } from './cases/index.js';
import type { Contender, Tools } from './contenders/index.js';
import { looksAt } from './core-state.js';
import { type Cores, findCores } from './cores.js';
import { describeEnvironment, type Environment } from './environment.js';
import { evaluate } from './evaluate.js';
import { lengthen } from './lengthen.js';
import { whyNoLink } from './link.js';
import { openFileLimit } from './open-files.js';
import { RESULTS } from './paths.js';
import { killPeers } from './peer-process.js';
import { plan, type Run, runsOf } from './plan.js';
import { prepare } from './prepare.js';
import { print } from './print.js';
import { type Progress, showProgress } from './progress.js';
import { Recording } from './recording.js';
import type { Results } from './results.js';
import { measure } from './run.js';

/**
 * Measures, prints what came of it and writes it to a file; where it is interrupted, of the cases
 * that are done.
 *
 * @returns whether all runs succeeded
 * @throws where nothing can be measured
 */
export async function benchmark(
  cases: readonly Case[],
  contenders: readonly Contender[],
  { node, pairs, warmup, seconds, quick, output }: Arguments,
): Promise<boolean> {
  const cores = findCores();
  const environment = await describeEnvironment(node, cores !== undefined);
  const prepared = await prepare(cases, contenders, { node });
  const { present, absent, partners, playable, lacking } = prepared;
  const { contests, impossible } = plan(
    playable,
    contenders.filter((contender) => present.some(({ id }) => id === contender.id)),
    { quick, openFiles: openFileLimit(), noLink: whyNoLink() },
  );
  const omissions = [...lacking, ...impossible];
  for (const { id, reason } of absent) console.log(`Without ${id}: ${reason}`);
  for (const omission of omissions) console.log(`Left out: ${omission}`);
  if (cores === undefined) console.log('Not pinned to cores: that takes two, and taskset.');

  if (contests.length === 0) {
    throw new Error('Nothing is left to measure: no contender that was chosen plays in a case.');
  }
  const file = output ?? defaultFile(environment);
  await requireWritable(file);

  const runs = contests.flatMap((contest) => runsOf(contest, pairs));
  const recording = new Recording();
  const tools = { node };
  const calm = quick ? undefined : await watchCores(cores, tools);
  const progress = showProgress(runs.length);
  let made = 0;
  // Of the runs of cases that are done.
  let watched = calm && { ...calm.watched };
  const finish = (): void => {
    progress.stop();
    const left = new Set(runs.slice(made).map((run) => run.contest.case));
    const done = contests.filter((contest) => !left.has(contest.case));
    if (done.length === 0) return;
    const results: Results = {
      environment,
      settings: { quick, pairs, warmup, seconds },
      contenders: present,
      partners,
      absent,
      omissions,
      cases: evaluate(done, recording, !quick && pairs >= PAIRS_FOR_VERDICT),
      failures: recording.failures.filter((failure) =>
        done.some((contest) => contest.case.id === failure.case),
      ),
      ...(watched ? { watched } : {}),
    };
    print(results);
    write(results, file);
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      killPeers();
      finish();
      process.exit(128 + constants.signals[signal]);
    });
  }
  for (const run of runs) {
    const make = () =>
      lengthen(run, seconds, (lasting) => measure(run, { tools, cores, warmup, seconds: lasting }));
    const watch = run.contest.case.isSpread ? undefined : calm;
    await attempt(run, recording, watch ? () => watch.measure(make) : make, progress);
    made += 1;
    if (runs[made]?.contest.case !== run.contest.case) watched = calm && { ...calm.watched };
  }
  finish();
  return recording.failures.length === 0;
}

/** A run that fails does not keep others from running. */
async function attempt(
  run: Run,
  recording: Recording,
  make: () => Promise<Outcome>,
  progress: Progress,
): Promise<void> {
  progress.begin(run);
  try {
    recording.add(run, await make());
  } catch (error) {
    const { message } = error as Error;
    progress.tell(`FAILED: ${message.split('\n')[0]}`);
    recording.fail(run, message);
  }
  progress.end();
}

/** Undefined where nothing is pinned, or nobody can tell how cores are. */
async function watchCores(cores: Cores | undefined, tools: Tools): Promise<Calm | undefined> {
  const look = cores && (await looksAt(cores, tools));
  if (look === undefined) return undefined;
  const calm = new Calm(look);
  await calm.prepare();
  return calm;
}

function defaultFile({ date, node }: Environment): string {
  const second = date.slice(0, 19).replaceAll(':', '');
  return path.join(RESULTS, `${second}-node${node}.json`);
}

/** @throws where results can't be written there, which an hour later would be too late to learn */
async function requireWritable(file: string): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  const handle = await open(file, 'a');
  const found = await handle.stat();
  await handle.close();
  if (found.isFile() && found.size === 0) await rm(file);
}

function write(results: Results, file: string): void {
  writeFileSync(file, `${JSON.stringify(results, null, 2)}\n`);
  console.log(`\nResults: ${path.relative(process.cwd(), file)}`);
}
