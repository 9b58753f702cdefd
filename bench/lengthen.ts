import type { Outcome } from './cases/index.js';
import type { Run } from './plan.js';
import { hasCounted } from './recording.js';

/** No host keeps a core from running for so long, in seconds. */
const LONGEST_PAUSE = 4;

/**
 * Makes a run, and again for twice as long each time where it counted nothing: a host that shares
 * its cores keeps one from running, now and then, for longer than a quick run takes.
 *
 * @returns what the first run counted that counted something, or else the last
 */
export async function lengthen(
  run: Run,
  seconds: number,
  make: (seconds: number) => Promise<Outcome>,
): Promise<Outcome> {
  const outcome = await make(seconds);
  if (seconds >= LONGEST_PAUSE || hasCounted(run, outcome)) return outcome;
  return lengthen(run, seconds * 2, make);
}
