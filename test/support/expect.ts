import assert from 'node:assert/strict';
import type { Outcome } from './program';

/** Asserts that a child printed these lines, complained of nothing and ended well. */
export function printed(outcome: Outcome, ...lines: readonly string[]): void {
  assert.deepEqual(outcome, { lines, errors: [], code: 0, signal: null });
}
