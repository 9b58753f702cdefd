import { SingleBar } from 'cli-progress';

/** Shows how far the run is. */
export interface Progress {
  /** Another sequence begins. */
  step(): void;
  /** Nothing follows. */
  stop(): void;
}

/** Elsewhere than on a terminal, a line for each tenth. */
const LINES = 10;

/** A bar on a terminal, elsewhere a few lines. */
export function showProgress(runs: number): Progress {
  return process.stdout.isTTY ? bar(runs) : lines(runs);
}

function bar(runs: number): Progress {
  const single = new SingleBar({
    format: '{bar} {percentage} %  {value}/{total} programs  {eta_formatted} left',
    barCompleteChar: '█',
    barIncompleteChar: '░',
    barsize: 24,
    etaBuffer: 1000,
    stream: process.stdout,
  });
  single.start(runs, 0);
  return { step: () => single.increment(), stop: () => single.stop() };
}

function lines(runs: number): Progress {
  const every = Math.ceil(runs / LINES);
  let done = 0;
  return {
    step() {
      done += 1;
      if (done % every === 0 && done <= runs) console.log(`${done}/${runs} programs`);
    },
    stop() {},
  };
}
