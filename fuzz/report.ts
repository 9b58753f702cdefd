import type { Counterexample } from './fuzz.js';
import { sourceLines } from './source-code.js';

/** A counterexample as text: the program, the difference, and how to run it again. */
export function describe({ sequence, difference, seed, path, shrinks }: Counterexample): string {
  return [
    `node:dgram and fast-dgram differ (made smaller ${shrinks} times):`,
    '',
    ...sourceLines(sequence).map((line) => `  ${line}`),
    '',
    difference,
    '',
    `Again: npm run fuzz -- --seed ${seed} --path ${path}`,
  ].join('\n');
}
