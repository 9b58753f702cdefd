import assert from 'node:assert/strict';
import type { RemoteEndpoint } from './agent-process';
import type { Arrival } from './arrivals';
import { SHORTEST } from './datagrams';
import type { Destination } from './endpoint';
import type { Outcome } from './load';

/** Sends to the receiver where not told otherwise. */
export interface TransferOptions {
  /** Null where the sender is connected. */
  to?: Destination | null;
  /** The sender, as the receiver sees it; by default the address that it is bound to. */
  from?: string;
}

/**
 * Sends datagrams in one tick, and one in the next, and demands that these arrive, each once, whole
 * and in order; what arrived of the first tick.
 */
export async function transfer(
  sender: RemoteEndpoint,
  receiver: RemoteEndpoint,
  lengths: readonly number[],
  { to, from }: TransferOptions = {},
): Promise<Arrival[]> {
  const destination = to === undefined ? await receiver.address() : to;
  const { end, outcomes } = await sender.send(destination, lengths);
  assert.deepEqual(outcomes, allSent(lengths.length));
  // The kernel keeps the order: what was sent twice has arrived before this one.
  const last = await sender.send(destination, [SHORTEST]);
  const arrivals = await receiver.take(last.end - 1);
  const seen = from ?? (await nameOf(sender));
  const first = end - lengths.length;
  assert.deepEqual(
    arrivals.map(({ inTrain: _, ...arrival }) => arrival),
    [...lengths, SHORTEST].map((length, at) => ({ place: first + at, length, from: seen })),
  );
  return arrivals.slice(0, -1);
}

/** What the callbacks of so many datagrams are told that all leave. */
export function allSent(count: number): Outcome[] {
  return Array<Outcome>(count).fill('sent');
}

/** A socket's address as {@link Arrival.from} tells it. */
export async function nameOf(endpoint: RemoteEndpoint): Promise<string> {
  const { address, port } = await endpoint.address();
  return `${address} ${port}`;
}
