import { findMeasure } from '../find.js';
import type { Arguments } from '../protocol.js';
import type { CaseResults, ContenderResults, MeasureResults, Results } from '../results.js';
import { words } from '../words.js';

/** A measure of a case with a set of parameters. */
export interface Place {
  case: CaseResults;
  parameters: Arguments;
  measure: MeasureResults;
  /** Whether it only helps to understand what the case is about. */
  isAlongside: boolean;
}

/** How parameters read in which a case differs from contest to contest. */
const PHRASES: Readonly<Record<string, string>> = { size: 'bytes', sockets: 'sockets' };

/** All places of a case. */
export function placesOf(one: CaseResults): Place[] {
  return one.contests.flatMap(({ parameters, measures, alongside }) => [
    ...measures.map((measure) => ({ case: one, parameters, measure, isAlongside: false })),
    ...alongside.map((measure) => ({ case: one, parameters, measure, isAlongside: true })),
  ]);
}

/** What came of a case; undefined where it was not measured. */
export function findCase({ cases }: Results, id: string): CaseResults | undefined {
  return cases.find((one) => one.id === id);
}

/** The cases of all results, each once. */
export function casesOf(all: readonly Results[]): CaseResults[] {
  return firsts(
    all.flatMap(({ cases }) => cases),
    ({ id }) => id,
  );
}

/** The places of all results, each once. */
export function allPlaces(all: readonly Results[]): Place[] {
  const ids = casesOf(all).map(({ id }) => id);
  const places = all.flatMap(({ cases }) => cases.flatMap(placesOf));
  return ids.flatMap((id) =>
    firsts(
      places.filter((place) => place.case.id === id),
      ({ parameters, measure }) => JSON.stringify([parameters, measure.id]),
    ),
  );
}

/** What a contender achieved at a place. */
export function findAt(
  results: Results,
  place: Place,
  contender: string,
): ContenderResults | undefined {
  return measureAt(results, place)?.contenders.find(({ id }) => id === contender);
}

/** What all contenders achieved at a place. */
export function contendersAt(results: Results, place: Place): readonly ContenderResults[] {
  return measureAt(results, place)?.contenders ?? [];
}

/** Parameters: 1,200 bytes. */
export function parametersLabel(parameters: Arguments): string {
  return Object.entries(parameters)
    .map(([name, value]) => {
      const phrase = value === 1 ? PHRASES[name]?.replace(/s$/, '') : PHRASES[name];
      if (phrase === undefined) return words({ [name]: value });
      return `${value.toLocaleString('en')} ${phrase}`;
    })
    .join(', ');
}

/** What there is to tell of a place besides its case: its parameters and its measure. */
export function placeLabel({ case: one, parameters, measure, isAlongside }: Place): string {
  const isOnlyMeasure = !isAlongside && one.contests[0]?.measures.length === 1;
  const direction = measure.better === 'less' ? '(less is better)' : '';
  const name = isOnlyMeasure ? '' : measure.title;
  const label = [parametersLabel(parameters), name].filter((text) => text !== '').join(', ');
  return [label, direction].filter((text) => text !== '').join(' ');
}

function measureAt(
  results: Results,
  { case: one, parameters, measure, isAlongside }: Place,
): MeasureResults | undefined {
  const contests = findCase(results, one.id)?.contests ?? [];
  return findMeasure(contests, parameters, measure.id, isAlongside ? 'alongside' : 'measures');
}

function firsts<Item>(items: readonly Item[], keyOf: (item: Item) => string): Item[] {
  const keys = items.map(keyOf);
  return items.filter((_, index) => keys.indexOf(keys[index] ?? '') === index);
}
