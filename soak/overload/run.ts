import { setTimeout as passing } from 'node:timers/promises';
import { findCores } from '../../bench/cores.js';
import { showProgress } from '../../demo/progress.js';
import { Child, withChildren } from '../support/child.js';
import { type MemoryDevelopment, memoryDevelopmentOf, memoryFaults } from '../support/growth.js';
import type { CommonResults } from '../support/program.js';
import type { Arguments } from './arguments.js';
import type { Flood, FloodServices } from './flood.js';
import type { Endured, TargetServices, TargetTask } from './target.js';

/** How often progress is shown. */
const STEPS = 20;

/** What became of a library under the flood. */
export interface Outcome {
  library: TargetTask['library'];
  sent: Flood;
  endured: Omit<Endured, 'memory'>;
  memory: MemoryDevelopment;
}

/** What came of an overload. */
export interface Results extends CommonResults {
  seconds: number;
  /** What the flooded listener took for a datagram, in microseconds. */
  burn: number;
  /** Whether the processes were pinned to a core each. */
  isPinned: boolean;
  outcomes: Outcome[];
}

/** Floods one library after the other. */
export async function overload({ seconds, burn }: Arguments): Promise<Results> {
  const outcomes = [
    await flood({ library: 'node:dgram', burn }, seconds),
    await flood({ library: 'fast-dgram', burn }, seconds),
  ];
  const faults = outcomes
    .filter(({ library }) => library === 'fast-dgram')
    .flatMap((outcome) => complaints(outcome, seconds));
  return { seconds, burn, isPinned: findCores() !== undefined, outcomes, faults };
}

async function flood(task: TargetTask, seconds: number): Promise<Outcome> {
  const cores = findCores();
  const target = new Child<TargetServices>('The target', 'overload/target.js', cores?.listener);
  const flooder = new Child<FloodServices>('The flood', 'overload/flood.js', cores?.driver);
  return withChildren([target, flooder], async () => {
    const ports = await target.ask('open', task);
    await target.ask('begin');
    await flooder.ask('start', ports);
    const progress = showProgress(task.library, STEPS, 'steps');
    for (let step = 1; step <= STEPS; step++) {
      await passing((seconds * 1000) / STEPS);
      progress.update(step);
    }
    progress.stop();
    const sent = await flooder.ask('stop');
    const { memory, ...endured } = await target.ask('end');
    return { library: task.library, sent, endured, memory: memoryDevelopmentOf(memory) };
  });
}

function complaints({ library, sent, endured, memory }: Outcome, seconds: number): string[] {
  const faults = memoryFaults(library, memory, seconds);
  if (endured.quiet !== sent.quiet) {
    faults.push(`${library}: ${endured.quiet} of ${sent.quiet} came to the quiet socket.`);
  }
  if (endured.timers === 0) faults.push(`${library}: no timer fired.`);
  if (endured.handled >= sent.flooded) faults.push(`${library}: it was no overload.`);
  return faults;
}
