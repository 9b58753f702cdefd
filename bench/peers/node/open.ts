import { Meter } from './counting.js';
import { bound, type Dgram } from './dgram.js';
import { print } from './lines.js';
import type { Parameters } from './parameters.js';
import { Tally } from './tally.js';

/** Plays the role `open`: many sockets that receive. */
export async function open(load: () => Dgram, parameters: Parameters): Promise<void> {
  const dgram = load();
  const tally = await Tally.create();
  const bytesBefore = residentBytes();
  const meter = new Meter();
  const opening = Array.from({ length: parameters.number('sockets') }, () =>
    bound(dgram, (message) => tally.count(message)),
  );
  const sockets = await Promise.all(opening);
  // libuv begins to watch sockets at its next poll: before that none would be told of a datagram.
  await new Promise((resolve) => setImmediate(resolve));
  const usage = meter.read();
  const bytes = residentBytes() - bytesBefore;
  print({ ports: sockets.map((socket) => socket.address().port), ...usage, bytes });
}

/** Without what is garbage, where the process may collect it (`--expose-gc`). */
function residentBytes(): number {
  globalThis.gc?.();
  return process.memoryUsage.rss();
}
