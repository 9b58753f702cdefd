import type { ContenderResults, Results } from '../results.js';
import { conditions } from './conditions.js';
import { BASELINE, BATCHES, LIBRARY, titleOf } from './contenders.js';
import { headlinesOf } from './headlines.js';
import { left, paragraphs, right, table } from './markdown.js';
import { type Merged, runOf } from './merged.js';
import { findAt, type Place, placeLabel } from './places.js';
import { factor, quantity } from './quantities.js';
import { mostComplete } from './versions.js';

const BEGIN = '<!-- benchmark:begin -->';
const END = '<!-- benchmark:end -->';

/**
 * Puts the headlines between the markers.
 *
 * @throws where the markers are not there
 */
export function fillReadme(readme: string, all: readonly Merged[]): string {
  const begin = readme.indexOf(BEGIN);
  const end = readme.indexOf(END);
  if (begin < 0 || end < begin) throw new Error(`The README lacks ${BEGIN} or ${END}.`);
  const before = readme.slice(0, begin + BEGIN.length);
  return `${before}\n${block(mostComplete(all))}\n${readme.slice(end)}`;
}

function block(results: Merged): string {
  const places = headlinesOf(results);
  const runs = new Set(places.map((place) => runOf(results, place.case.id)));
  const alternatives = 'fast-dgram beside node:dgram, in multiples of node:dgram';
  return paragraphs(
    `![${alternatives}](docs/performance/summary.svg)`,
    headlineTable(results, places),
    `${[...runs].map(conditions).join(' ')} [Everything that was measured](docs/performance.md), and ` +
      '[where it is not faster](docs/performance.md#where-it-is-not-faster).',
  );
}

function headlineTable(results: Results, places: readonly Place[]): string {
  const contenders = [BASELINE, LIBRARY, BATCHES];
  const titles = contenders.map((id) => titleOf([results], id));
  const rows = places.map((place) => [
    `${place.case.title}, ${placeLabel(place)}`,
    ...contenders.map((id) => cell(findAt(results, place, id), place)),
  ]);
  return table([...left(''), ...right(...titles)], rows);
}

function cell(found: ContenderResults | undefined, { measure }: Place): string {
  if (found === undefined) return '';
  const value = quantity(found.median, measure.unit);
  return found.ratios === undefined ? value : `${value} (**${factor(found.ratios.median)}**)`;
}
