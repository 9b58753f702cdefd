import type { AllCounters, SocketCounters } from '../counters.js';
import { addon } from './addon.js';

/** In the order of native/counters.c. */
const NAMES: readonly (keyof SocketCounters)[] = [
  'wakeUps',
  'receiveCalls',
  'datagramsReceived',
  'bytesReceived',
  'trainsReceived',
  'trainDatagramsReceived',
  'datagramsTruncated',
  'sendCalls',
  'datagramsSent',
  'bytesSent',
  'trainsSent',
  'trainDatagramsSent',
  'datagramsBlocked',
  'datagramsQueued',
  'bytesQueued',
  'datagramsDropped',
];
/** The errnos that are counted, from 0 on. Mirrored in native/counters.c. */
const ERRNO_LIMIT = 134;

const words = new Float64Array(NAMES.length + ERRNO_LIMIT);

/** What a socket has counted: nothing where it is not open. */
export function readCounters(socket: number): AllCounters {
  if (addon.counters(socket, words) < 0) words.fill(0);
  const counts = NAMES.map((name, place) => [name, words[place]]);
  const counters = Object.fromEntries(counts) as SocketCounters;
  // The kernel does not tell.
  if ((counters.datagramsDropped as number) < 0) counters.datagramsDropped = undefined;
  const failures = new Map<number, number>();
  for (let errno = 0; errno < ERRNO_LIMIT; errno++) {
    const count = words[NAMES.length + errno] as number;
    if (count > 0) failures.set(-errno, count);
  }
  return { ...counters, failures };
}
