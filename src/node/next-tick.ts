import process from 'node:process';

type NextTick = typeof process.nextTick;

/** What `@sinonjs/fake-timers`, and so Jest, puts in the place of a function. */
interface Fake {
  clock?: { _nextTick?: unknown };
}

/** `process.nextTick` as it was last seen, and what is called in its place. */
let seen = process.nextTick;
let called = behindFake(seen) ?? seen;

/** `process.nextTick` as it was at load, for what no program sees: none can hold it back. */
export const ownNextTick: NextTick = called;

/**
 * `process.nextTick` as it is now, since tools replace it to pass contexts on (zone.js). But fake
 * timers would hold datagrams back for as long as they are in force, and lose them at their end: in
 * their place it is what was there before.
 */
export function nextTick(callback: (...values: never[]) => void, ...values: unknown[]): void {
  if (process.nextTick !== seen) {
    seen = process.nextTick;
    if (behindFake(seen) === undefined) called = seen;
  }
  called(callback, ...values);
}

/** Whether a program has replaced `process.nextTick`: what it does with ticks, nobody knows. */
export function isReplaced(): boolean {
  return process.nextTick !== ownNextTick;
}

/** What fake timers have replaced; undefined where there are none in force. */
function behindFake(candidate: NextTick): NextTick | undefined {
  const { clock } = candidate as Fake;
  return typeof clock?._nextTick === 'function' ? (clock._nextTick as NextTick) : undefined;
}
