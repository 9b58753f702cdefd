import type { Results } from '../results.js';
import { OWN, titleOf } from './contenders.js';
import { left, right, table } from './markdown.js';
import { allPlaces, findAt, type Place, placeLabel } from './places.js';
import { factor } from './quantities.js';
import { versionLabel } from './versions.js';

/** How many times node:dgram's values each measure is, on each Node version. */
export function summaryTable(all: readonly Results[]): string {
  const columns = OWN.flatMap((id) => all.map((results) => ({ id, results })));
  const rowOf = (place: Place): string[] =>
    columns.map(({ id, results }) => {
      const ratios = findAt(results, place, id)?.ratios;
      return ratios === undefined ? '' : factor(ratios.median);
    });
  const places = allPlaces(all).filter(
    (place) => !place.isAlongside && rowOf(place).some((cell) => cell !== ''),
  );
  const rows = places.map((place, row) => {
    const isFirst = places[row - 1]?.case.id !== place.case.id;
    return [isFirst ? place.case.title : '', placeLabel(place), ...rowOf(place)];
  });
  const headings = columns.map(
    ({ id, results }) => `${titleOf(all, id)}<br>${versionLabel(results)}`,
  );
  return table([...left('', ''), ...right(...headings)], rows);
}
