/** Nothing comes any more when nothing has come for so long. */
const QUIET_MS = 2000;

/**
 * Waits until counts are complete, or until they have not changed for so long that they never
 * will be.
 */
export async function untilQuiet<Counts>(
  read: () => Counts,
  isComplete: (counts: Counts) => boolean,
): Promise<void> {
  let last = '';
  let changed = performance.now();
  for (;;) {
    const counts = read();
    if (isComplete(counts)) return;
    const now = JSON.stringify(counts);
    if (now !== last) changed = performance.now();
    if (performance.now() - changed > QUIET_MS) return;
    last = now;
    // A whole turn of the loop, in which sockets are read.
    await new Promise((resolve) => setImmediate(resolve));
  }
}
