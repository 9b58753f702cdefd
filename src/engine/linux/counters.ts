import type { AllCounters } from '../counters.js';
import { addon } from './addon.js';

/** Where the failed datagrams of each errno begin. Mirrored in native/counters.c. */
const FAILURES_START = 16;
/** The errnos that are counted, from 0 on. Mirrored in native/counters.c. */
const ERRNO_LIMIT = 134;

const words = new Float64Array(FAILURES_START + ERRNO_LIMIT);

/** What a socket has counted: nothing where it is not open. */
export function readCounters(socket: number): AllCounters {
  if (addon.counters(socket, words) < 0) words.fill(0);
  const at = (place: number): number => words[place] as number;
  const dropped = at(15);
  const failures = new Map<number, number>();
  for (let errno = 0; errno < ERRNO_LIMIT; errno++) {
    const count = at(FAILURES_START + errno);
    if (count > 0) failures.set(-errno, count);
  }
  return {
    wakeUps: at(0),
    receiveCalls: at(1),
    datagramsReceived: at(2),
    bytesReceived: at(3),
    trainsReceived: at(4),
    trainDatagramsReceived: at(5),
    datagramsTruncated: at(6),
    sendCalls: at(7),
    datagramsSent: at(8),
    bytesSent: at(9),
    trainsSent: at(10),
    trainDatagramsSent: at(11),
    datagramsBlocked: at(12),
    datagramsQueued: at(13),
    bytesQueued: at(14),
    datagramsDropped: dropped < 0 ? undefined : dropped,
    failures,
  };
}
