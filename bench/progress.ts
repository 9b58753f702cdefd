import { SingleBar } from 'cli-progress';
import type { Run } from './plan.js';
import { words } from './words.js';

/** Shows how far the benchmark is. */
export interface Progress {
  /** A run begins. */
  begin(run: Run): void;
  /** That run has ended. */
  end(): void;
  /** Something to tell meanwhile. */
  tell(line: string): void;
  /** Nothing follows. */
  stop(): void;
}

/** A bar on a terminal; elsewhere a line for each case with its parameters. */
export function showProgress(runs: number): Progress {
  return process.stdout.isTTY ? bar(runs) : lines();
}

function bar(runs: number): Progress {
  const single = new SingleBar({
    format: '{bar} {percentage} %  {value}/{total} runs  {eta_formatted} left  {run}',
    barCompleteChar: '█',
    barIncompleteChar: '░',
    barsize: 24,
    etaBuffer: 50,
    stream: process.stdout,
  });
  single.start(runs, 0, { run: '' });
  return {
    begin: (run) => single.update({ run: `${describe(run)}  ${run.contender.id}` }),
    end: () => single.increment(),
    tell: (line) => process.stdout.write(`\r\x1b[K${line}\n`),
    stop: () => single.stop(),
  };
}

function lines(): Progress {
  let last: Run['contest'] | undefined;
  return {
    begin(run) {
      if (run.contest !== last) console.log(describe(run));
      last = run.contest;
    },
    end() {},
    tell: (line) => console.log(line),
    stop() {},
  };
}

function describe({ contest }: Run): string {
  return `${contest.case.id}  ${words(contest.parameters)}`.trim();
}
