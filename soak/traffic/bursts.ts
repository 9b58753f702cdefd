import type { Random } from '../support/random.js';
import { HEADER_BYTES, LONGEST } from './datagram.js';
import type { Flow } from './flows.js';

/** Within the limits of a segmented message on any kernel: docs/internals.md, "The way out". */
const MOST_SEGMENTS = 64;
const MOST_BYTES = 65_473;

/** How many datagrams a burst has at most that need not leave in one message. */
const MOST_SINGLE = 16;

/** What a flow sends at once. */
export interface Burst {
  /** The lengths of its datagrams. */
  lengths: number[];
  /** Whether they leave as one message of the kernel; else each is one. */
  isTrain: boolean;
}

/**
 * What a flow sends next.
 *
 * The kernel counts the messages that it drops, so it must be known what is one. Datagrams of one
 * length, of which the last may be shorter, leave as one message; a datagram that is longer than
 * the one before it begins another. A burst of a flow that may lose some is one of the two.
 * (Where nothing is lost, any sizes will do, and messages are not counted.)
 */
export function planBurst({ way, paced }: Flow, random: Random): Burst {
  const isCut = way === 'sendMany of segments';
  if (paced) return { lengths: isCut ? anySegments(random) : anyLengths(random), isTrain: false };
  return isCut || random.once(2) ? train(random) : ascending(random);
}

function train(random: Random): Burst {
  const count = random.between(1, MOST_SEGMENTS);
  const length = random.scaled(HEADER_BYTES, Math.min(LONGEST, Math.floor(MOST_BYTES / count)));
  const lengths = new Array<number>(count).fill(length);
  if (count > 1 && random.once(2)) lengths[count - 1] = random.between(HEADER_BYTES, length);
  return { lengths, isTrain: true };
}

function ascending(random: Random): Burst {
  const lengths = [random.scaled(HEADER_BYTES, LONGEST)];
  const count = random.between(1, MOST_SINGLE);
  for (let last = lengths[0] as number; lengths.length < count && last < LONGEST; ) {
    last = Math.min(LONGEST, last + random.between(1, 400));
    lengths.push(last);
  }
  return { lengths, isTrain: false };
}

function anyLengths(random: Random): number[] {
  return Array.from({ length: random.between(1, MOST_SINGLE) }, () =>
    random.once(8)
      ? random.below(HEADER_BYTES)
      : random.once(8)
        ? 0
        : random.scaled(HEADER_BYTES, LONGEST),
  );
}

function anySegments(random: Random): number[] {
  const length = random.once(4)
    ? random.between(1, HEADER_BYTES)
    : random.scaled(HEADER_BYTES, LONGEST);
  const lengths = new Array<number>(random.between(1, MOST_SINGLE)).fill(length);
  lengths[lengths.length - 1] = random.between(1, length);
  return lengths;
}
