import type { Results } from '../results.js';

/** What everything is compared with. */
export const BASELINE = 'node-dgram';

/** The library with the API of the baseline. */
export const LIBRARY = 'fast-dgram';

/** The library with what it has beyond. */
export const BATCHES = 'fast-dgram-batch';

/** The library, either way. */
export const OWN: readonly string[] = [LIBRARY, BATCHES];

/** What a contender is called; its id where the results do not tell. */
export function titleOf(results: readonly Results[], id: string): string {
  const all = results.flatMap(({ contenders, partners }) => [...contenders, ...partners]);
  return all.find((contender) => contender.id === id)?.title ?? id;
}
