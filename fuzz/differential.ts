import { type Dgram, IMPLEMENTATIONS, type Implementation } from '../test/support/dgram.js';
import { compare } from '../test/support/differential.js';
import type { EventLoop } from './run/event-loop.js';
import { runSequence } from './run/run-sequence.js';
import type { Sequence } from './sequence.js';

/** What is compared. */
export type Pair = Readonly<Record<Implementation, Dgram>>;

/**
 * Runs a sequence on both implementations.
 *
 * @throws AssertionError, with the first difference, where the traces differ
 */
export async function compareOn(pair: Pair, sequence: Sequence, loop: EventLoop): Promise<void> {
  const traces = new Map<Implementation, string[]>();
  for (const implementation of IMPLEMENTATIONS) {
    traces.set(implementation, await runSequence(pair[implementation], sequence, loop));
  }
  compare(traces);
}
