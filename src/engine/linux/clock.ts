/** As they were at load: fake timers replace them, and what waits for those may wait for ever. */
export const { setImmediate } = globalThis;

/** The time in milliseconds, from an arbitrary start. */
export const now = performance.now.bind(performance);
