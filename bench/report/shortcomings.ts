import type { ContenderResults, MeasureResults, Ratios, Results } from '../results.js';
import { LIBRARY, OWN, titleOf } from './contenders.js';
import { left, list, paragraphs, right, table } from './markdown.js';
import { allPlaces, contendersAt, findAt, type Place, placeLabel } from './places.js';
import { factor, factorRange } from './quantities.js';
import { allJudged, type Judged } from './targets.js';
import { versionLabel } from './versions.js';

/** What is less than this times better is not faster. */
const BARELY = 1.1;

/** Where the library is not faster than it should be, or than others. */
export function shortcomings(all: readonly Results[]): string {
  return paragraphs(
    '## Where it is not faster',
    likeBaseline(all),
    worse(all),
    missed(all),
    beaten(all),
  );
}

function likeBaseline(all: readonly Results[]): string {
  const rows = ratioRows(all, false, BARELY);
  const bound = `less than ${BARELY} times as good`;
  if (rows.length === 0) return `Nothing that was measured is ${bound} as on node:dgram.`;
  return paragraphs(
    `${bound[0]?.toUpperCase()}${bound.slice(1)} as on node:dgram, or worse (× node:dgram, ` +
      'with its spread):',
    ratioTable(all, rows),
  );
}

function worse(all: readonly Results[]): string {
  const rows = ratioRows(all, true, 1 / BARELY);
  if (rows.length === 0) return '';
  return paragraphs(
    `Measured alongside, and more than ${BARELY} times worse than on node:dgram:`,
    ratioTable(all, rows),
  );
}

function missed(all: readonly Results[]): string {
  const judged = allJudged(all);
  const missed = judged.filter(({ isReached }) => !isReached);
  const narrow = judged.filter(({ isReached, isAtItsLine }) => isReached && isAtItsLine);
  if (missed.length + narrow.length > 0) {
    return paragraphs(
      targetList('Targets that were not reached:', missed),
      targetList('Targets that were reached, but not in every turn:', narrow),
    );
  }
  const isJudged = all.every(({ cases }) => cases.every(({ verdicts }) => verdicts !== undefined));
  return isJudged ? 'All targets were reached.' : 'So few turns give no verdict on the targets.';
}

function targetList(heading: string, judged: readonly Judged[]): string {
  const items = judged.map(
    ({ results, case: one, target, outcome }) =>
      `Node ${results.environment.node}: ${one.title}, ${target}: ${outcome}`,
  );
  return items.length === 0 ? '' : paragraphs(heading, list(items));
}

function beaten(all: readonly Results[]): string {
  const rows = allPlaces(all)
    .filter(({ isAlongside }) => !isAlongside)
    .map((place) => [name(place), ...all.map((results) => winners(results, place))])
    .filter(([, ...cells]) => cells.some((cell) => cell !== ''));
  if (rows.length === 0) return 'No other contender is better than fast-dgram anywhere.';
  return paragraphs(
    'Better than fast-dgram (× fast-dgram, as ratios of medians):',
    table([...left('', ...all.map(versionLabel))], rows),
  );
}

/** The ratios to node:dgram that are not as good as the bound, row by row. */
function ratioRows(all: readonly Results[], isAlongside: boolean, bound: number): string[][] {
  return allPlaces(all)
    .filter((place) => place.isAlongside === isAlongside)
    .flatMap((place) =>
      OWN.map((id) => [
        name(place),
        titleOf(all, id),
        ...all.map((results) => {
          const ratios = findAt(results, place, id)?.ratios;
          return ratios === undefined || gain(ratios, place.measure) >= bound ? '' : spread(ratios);
        }),
      ]),
    )
    .filter(([, , ...cells]) => cells.some((cell) => cell !== ''));
}

function ratioTable(all: readonly Results[], rows: readonly (readonly string[])[]): string {
  return table([...left('', ''), ...right(...all.map(versionLabel))], rows);
}

/** How many times better; without bound where it is less than nothing, as what memory grew by may be. */
function gain({ median }: Ratios, { better }: MeasureResults): number {
  if (better === 'more') return median;
  return median > 0 ? 1 / median : Number.POSITIVE_INFINITY;
}

function spread({ median, byTurn }: Ratios): string {
  return `${factor(median)} (${factorRange(byTurn)})`;
}

function winners(results: Results, place: Place): string {
  const own = findAt(results, place, LIBRARY);
  if (own === undefined) return '';
  const isBetter = ({ median }: ContenderResults): boolean =>
    place.measure.better === 'more' ? median > own.median : median < own.median;
  return contendersAt(results, place)
    .filter((other) => !OWN.includes(other.id) && isBetter(other))
    .map(({ id, median }) => `${titleOf([results], id)} ${factor(median / own.median)}`)
    .join('; ');
}

function name(place: Place): string {
  return `${place.case.title}, ${placeLabel(place)}`;
}
