import type { SocketType } from 'fast-dgram';
import { Random } from '../support/random.js';

/** The ways in which datagrams are sent. */
export const WAYS = [
  'send',
  'send with callbacks',
  'sendMany of a list',
  'sendMany of segments',
] as const;

/** A way in which datagrams are sent. */
export type Way = (typeof WAYS)[number];

/** The ways in which datagrams are received. */
export const READINGS = ['message', 'data()', 'unsafeData()'] as const;

/** A way in which datagrams are received: of 'message', or from batches. */
export type Reading = (typeof READINGS)[number];

/** The loopback address of each type of socket. */
export const LOOPBACK = { udp4: '127.0.0.1', udp6: '::1' } as const;

/** What goes from one socket to one other. */
export interface Flow {
  id: number;
  type: SocketType;
  way: Way;
  /** Whether the sending socket is connected. */
  connected: boolean;
  reading: Reading;
  /** Whether the receiver reads trains in one piece. */
  trains: boolean;
  /**
   * Whether the sender waits for the receiver's answers, so that the kernel drops nothing. It
   * may then send the shortest datagrams, too, which have no room for a number.
   */
  paced: boolean;
}

const EITHER = [false, true] as const;

/** Every kind of flow. */
export const KINDS: readonly Omit<Flow, 'id'>[] = (['udp4', 'udp6'] as const).flatMap((type) =>
  WAYS.flatMap((way) =>
    EITHER.flatMap((connected) =>
      READINGS.flatMap((reading) =>
        EITHER.flatMap((trains) =>
          EITHER.map((paced) => ({ type, way, connected, reading, trains, paced })),
        ),
      ),
    ),
  ),
);

/** So many flows, of kinds in an order that the seed decides; each kind before any twice. */
export function planFlows(count: number, seed: number): Flow[] {
  const random = new Random(seed);
  const kinds = [...KINDS];
  for (let place = kinds.length - 1; place > 0; place--) {
    const other = random.below(place + 1);
    [kinds[place], kinds[other]] = [kinds[other], kinds[place]] as [Flow, Flow];
  }
  return Array.from({ length: count }, (_, id) => ({
    ...(kinds[id % kinds.length] as Omit<Flow, 'id'>),
    id,
  }));
}
