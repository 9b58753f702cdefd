import { SingleBar } from 'cli-progress';

/** Shows how far something is. */
export interface Progress {
  update(done: number): void;
  stop(): void;
}

/**
 * A bar on a terminal; elsewhere a line for each quarter.
 *
 * @param unit what is counted, in the plural
 */
export function showProgress(name: string, total: number, unit: string): Progress {
  return process.stdout.isTTY ? bar(name, total, unit) : lines(name, total);
}

function bar(name: string, total: number, unit: string): Progress {
  const single = new SingleBar({
    format: `${name.padEnd(10)} {bar} {percentage} %  {value}/{total} ${unit}`,
    barCompleteChar: '█',
    barIncompleteChar: '░',
    stream: process.stdout,
  });
  single.start(total, 0);
  return { update: (done) => single.update(done), stop: () => single.stop() };
}

function lines(name: string, total: number): Progress {
  let quarters = 0;
  return {
    update(done) {
      const reached = Math.floor((done / total) * 4);
      if (reached > quarters) console.log(`${name.padEnd(10)} ${reached * 25} %`);
      quarters = Math.max(quarters, reached);
    },
    stop() {},
  };
}
