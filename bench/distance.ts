import { CONTENDERS, run, type Tools } from './contenders/index.js';
import type { Cores } from './cores.js';
import type { Distance } from './protocol.js';

/**
 * A way to measure how far apart two cores are: how long a round trip between them takes, in
 * nanoseconds. Undefined where what measures it is not there.
 */
export async function distanceBetween(
  { driver, listener }: Cores,
  tools: Tools,
): Promise<(() => Promise<number>) | undefined> {
  const peer = CONTENDERS.find(({ roles }) => roles.includes('distance'));
  if (peer === undefined) throw new Error('No contender plays "distance".');
  try {
    await peer.prepare(tools);
  } catch {
    return undefined;
  }
  const command = peer.command('distance', { driver, listener }, tools);
  return async () => (JSON.parse(await run(command)) as Distance).nanoseconds;
}
