import { showProgress } from '../../demo/progress.js';
import { Child, withChildren } from '../support/child.js';
import { type Development, developmentOf, growthFaults } from '../support/growth.js';
import type { CommonResults } from '../support/program.js';
import type { Resources } from '../support/resources.js';
import type { Arguments } from './arguments.js';
import type { LifeServices } from './rounds.js';

/** Looks at a process's resources, at most. */
const SAMPLES = 40;

/** Lives that are not looked at: a socket that is often read gets a poll handle of its own. */
const WARM_UP_LIVES = 20;

/** What became of a process after many lives in it. */
export interface Outcome {
  name: string;
  lives: number;
  /** Datagrams that were sent meanwhile. */
  datagrams: number;
  seconds: number;
  development: Development;
  samples: Resources[];
}

/** What came of all life cycles. */
export interface Results extends CommonResults {
  outcomes: Outcome[];
}

/** Lets sockets and then worker threads live and die. */
export async function lifecycles({ rounds, workers }: Arguments): Promise<Results> {
  const outcomes = [
    await observe('sockets', 'lifecycles/rounds.js', rounds),
    await observe('workers', 'lifecycles/workers.js', workers),
  ];
  const faults = outcomes.flatMap(({ name, development, seconds }) =>
    growthFaults(name, development, seconds),
  );
  return { outcomes, faults };
}

/** Lets a process go through many lives, and looks at what it holds after each part of them. */
async function observe(name: string, program: string, lives: number): Promise<Outcome> {
  const child = new Child<LifeServices>(`The process of ${name}`, program, undefined);
  return withChildren([child], async () => {
    const samples: Resources[] = [];
    let datagrams = 0;
    const progress = showProgress(name, lives, 'lives');
    const startedAt = performance.now();
    const parts = Math.min(lives, SAMPLES);
    await child.ask('repeat', WARM_UP_LIVES);
    for (let part = 1; part <= parts; part++) {
      const done = Math.floor((lives * part) / parts);
      datagrams += await child.ask('repeat', done - Math.floor((lives * (part - 1)) / parts));
      samples.push(await child.ask('resources'));
      progress.update(done);
    }
    progress.stop();
    const seconds = (performance.now() - startedAt) / 1000;
    return { name, lives, datagrams, seconds, development: developmentOf(samples), samples };
  });
}
