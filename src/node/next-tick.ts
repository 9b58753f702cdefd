/**
 * `process.nextTick` as it was at load. Fake timers replace it, and would hold datagrams back
 * for as long as they are in force, and lose them at their end.
 */
export const { nextTick } = process;
