/** The part of `process` that Node's types leave out. */
interface TickRunner {
  _tickCallback?: unknown;
}

/**
 * What Node itself runs between two timers of one turn: the promise jobs and ticks that wait.
 * Undefined where a Node has no such function any more.
 */
export const runNextTicks = findRunner((process as TickRunner)._tickCallback);

function findRunner(found: unknown): (() => void) | undefined {
  if (typeof found !== 'function') return undefined;
  if (found.name === 'runNextTicks') return found as () => void;
  // With --pending-deprecation it stands behind a function that warns (DEP0134), which is for
  // programs' own uses.
  const behind: unknown = Object.getPrototypeOf(found);
  return typeof behind === 'function' && behind.name === 'runNextTicks'
    ? (behind as () => void)
    : undefined;
}
