import type { Results } from '../../results.js';
import { BASELINE, BATCHES, LIBRARY, titleOf } from '../contenders.js';
import { findAt, type Place, placeLabel } from '../places.js';
import { factor, quantity } from '../quantities.js';
import { drawGroups, type GroupedBar, type Member } from './groups.js';

const MEMBERS = [BASELINE, LIBRARY, BATCHES];

/** Draws how many times node:dgram's the values of fast-dgram are, where more is better. */
export function drawSummary(results: Results, places: readonly Place[]): string {
  const { environment, settings } = results;
  const shown = places.filter(({ measure }) => measure.better === 'more');
  return drawGroups({
    title: 'Times node:dgram',
    subtitle:
      'Datagrams per second, beside those of node:dgram in the same turn. ' +
      `Medians of ${settings.pairs} turns. Node ${environment.node}`,
    groups: shown.map((place) => ({ title: place.case.title, detail: placeLabel(place) })),
    members: MEMBERS.map((id) => member(results, shown, id)),
  });
}

function member(results: Results, places: readonly Place[], id: string): Member {
  return {
    id,
    title: titleOf([results], id),
    bars: places.map((place) => bar(results, place, id)),
  };
}

function bar(results: Results, place: Place, id: string): GroupedBar | undefined {
  const found = findAt(results, place, id);
  const value = id === BASELINE ? 1 : found?.ratios?.median;
  if (found === undefined || value === undefined) return undefined;
  const amount = quantity(found.median, place.measure.unit);
  return { value, label: id === BASELINE ? amount : `${factor(value)}   ${amount}` };
}
