import type { Results } from '../results.js';
import { type Merged, majorOf } from './merged.js';
import { contendersAt, placesOf } from './places.js';

/** The Node version of results, for headings. */
export function versionLabel(results: Results): string {
  return `Node ${majorOf(results)}`;
}

/**
 * The results with the most values; of equals, those of the newest Node version.
 *
 * @param id of the case that counts; without it, all do
 * @throws where there are no results
 */
export function mostComplete(all: readonly Merged[], id?: string): Merged {
  const [best] = [...all].sort(
    (one, other) => countOf(other, id) - countOf(one, id) || majorOf(other) - majorOf(one),
  );
  if (best === undefined) throw new Error('There are no results.');
  return best;
}

function countOf(results: Results, id: string | undefined): number {
  return results.cases
    .filter((one) => id === undefined || one.id === id)
    .flatMap(placesOf)
    .reduce((count, place) => count + contendersAt(results, place).length, 0);
}
