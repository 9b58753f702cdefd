/** As they were at load: fake timers replace them, and what waits for those may wait for ever. */
export const { setImmediate, setTimeout, clearTimeout } = globalThis;

const { hrtime } = process;

/**
 * The time in milliseconds, from an arbitrary start. Not by `performance`: whoever touches that
 * first waits a millisecond for it.
 */
export function now(): number {
  const [seconds, nanoseconds] = hrtime();
  return seconds * 1e3 + nanoseconds / 1e6;
}
