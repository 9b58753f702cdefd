/**
 * How long, in milliseconds, a test waits before it takes what it waits for to hang. Far more than
 * anything that passes needs where a machine is ten times slower than at its best.
 */
export const HANG_MS = 300_000;
