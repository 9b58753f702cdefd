import fc from 'fast-check';
import { sequences } from './calls/sequences.js';
import { compareOn, type Pair } from './differential.js';
import { EventLoop } from './run/event-loop.js';
import type { Sequence } from './sequence.js';
import { sourceLines } from './source-code.js';

/** What to run. */
export interface Plan {
  readonly runs: number;
  readonly seed: number;
  /** Where the counterexample of an earlier run is. */
  readonly path?: string | undefined;
  /** Called before each sequence; not for those by which a counterexample is made smaller. */
  readonly onRun?: () => void;
}

/** A difference, in as small a sequence as was found. */
export interface Counterexample {
  readonly sequence: Sequence;
  /** What differs. */
  readonly difference: string;
  readonly seed: number;
  readonly path: string;
  readonly shrinks: number;
}

/** What came of it. */
export interface Outcome {
  readonly runs: number;
  readonly counterexample: Counterexample | undefined;
  /** Differences that were gone when the same sequence ran again, as another program's port is. */
  readonly passing: readonly string[];
}

/** Runs random sequences on both implementations until one differs. */
export async function fuzz(pair: Pair, { runs, seed, path, onRun }: Plan): Promise<Outcome> {
  const loop = await EventLoop.open();
  const passing: string[] = [];
  const property = fc.asyncProperty(sequences, async (sequence) => {
    onRun?.();
    try {
      await compareOn(pair, sequence, loop);
    } catch (error) {
      await compareOn(pair, sequence, loop);
      passing.push([...sourceLines(sequence), firstDifference(error as Error)].join('\n'));
    }
  });
  const details = await fc.check(property, {
    numRuns: runs,
    seed,
    ...(path === undefined ? {} : { path, endOnFailure: true }),
  });
  loop.close();
  return { runs: details.numRuns, passing, counterexample: counterexampleOf(details) };
}

function counterexampleOf(details: fc.RunDetails<[Sequence]>): Counterexample | undefined {
  if (!details.failed || details.counterexample === null) return undefined;
  return {
    sequence: details.counterexample[0],
    difference: firstDifference(details.errorInstance as Error),
    seed: details.seed,
    path: details.counterexamplePath ?? '',
    shrinks: details.numShrinks,
  };
}

/** Some versions of Node add all of both traces. */
function firstDifference({ message }: Error): string {
  return message.split('\n+ actual - expected')[0] as string;
}
