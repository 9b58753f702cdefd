import { CountingPeriod } from './counting.js';
import { connected, type Dgram } from './dgram.js';
import { end } from './lines.js';
import { LOST_MS } from './lost.js';
import type { Parameters } from './parameters.js';

/** Plays the role `ping`: one datagram under way at a time. */
export async function ping(load: () => Dgram, parameters: Parameters): Promise<void> {
  const message = Buffer.alloc(parameters.number('size'), 1);
  const socket = await connected(load(), parameters.number('port'));
  const period = new CountingPeriod(parameters.number('warmup'), parameters.number('seconds'));
  const roundTrips: number[] = [];
  let sentAt = performance.now();

  socket.on('message', () => {
    roundTrips.push((performance.now() - sentAt) * 1000);
    const counted = period.check(roundTrips.length);
    if (counted !== undefined) {
      const { count, ...usage } = counted;
      end({ ...usage, sent: count, received: count, ...percentiles(roundTrips.slice(-count)) });
      return;
    }
    sentAt = performance.now();
    socket.send(message);
  });
  socket.send(message);
  setInterval(() => {
    if (performance.now() - sentAt > LOST_MS) socket.send(message);
  }, LOST_MS);
}

function percentiles(values: readonly number[]): { p50: number; p99: number; p999: number } {
  const sorted = Float64Array.from(values).sort();
  const at = (share: number): number => sorted[Math.ceil(sorted.length * share) - 1] ?? Number.NaN;
  return { p50: at(0.5), p99: at(0.99), p999: at(0.999) };
}
