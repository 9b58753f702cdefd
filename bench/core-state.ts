import { CONTENDERS, run, type Tools } from './contenders/index.js';
import type { Cores } from './cores.js';
import type { CoreState } from './protocol.js';

/** A way to look at the state of two cores. Undefined where what measures it is not there. */
export async function looksAt(
  { driver, listener }: Cores,
  tools: Tools,
): Promise<(() => Promise<CoreState>) | undefined> {
  const peer = CONTENDERS.find(({ roles }) => roles.includes('cores'));
  if (peer === undefined) throw new Error('No contender plays "cores".');
  try {
    await peer.prepare(tools);
  } catch {
    return undefined;
  }
  const command = peer.command('cores', { driver, listener }, tools);
  return async () => JSON.parse(await run(command)) as CoreState;
}
