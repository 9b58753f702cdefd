import type { CaseResults, ContenderResults, MeasureResults, Results } from '../../results.js';
import { titleOf } from '../contenders.js';
import { contendersAt, findCase, type Place, parametersLabel, placesOf } from '../places.js';
import { factor, quantity } from '../quantities.js';
import { drawBoard } from './board.js';
import type { Bar, Panel, Row } from './panels.js';

/**
 * Draws what came of a case: a panel for each measure with each set of parameters.
 *
 * @throws where it was not measured
 */
export function drawCase(results: Results, id: string): string {
  const one = findCase(results, id);
  if (one === undefined) throw new Error(`${id} was not measured.`);
  return drawBoard({
    title: one.title,
    subtitle: subtitle(results, one),
    rows: layOut(one).map((places) => row(results, places, one)),
  });
}

function subtitle({ environment, settings }: Results, one: CaseResults): string {
  const measures = one.contests[0]?.measures ?? [];
  const better = [...new Set(measures.map((measure) => measure.better))].join(' or ');
  return (
    `${better[0]?.toUpperCase()}${better.slice(1)} is better. Bars are medians of ` +
    `${settings.pairs} turns, lines span the middle half of them; × is times node:dgram. ` +
    `Node ${environment.node}`
  );
}

/** Sets of parameters beside each other where there is one measure, else the measures. */
function layOut(one: CaseResults): Place[][] {
  const places = placesOf(one).filter(({ isAlongside }) => !isAlongside);
  if (one.contests[0]?.measures.length === 1) return [places];
  return one.contests.map(({ parameters }) =>
    places.filter((place) => place.parameters === parameters),
  );
}

function row(results: Results, places: readonly Place[], one: CaseResults): Row {
  const contenders = sort(places.map(({ measure }) => measure));
  const hasOneMeasure = one.contests[0]?.measures.length === 1;
  return {
    heading: hasOneMeasure ? '' : parametersLabel(places[0]?.parameters ?? {}),
    contenders,
    names: contenders.map((id) => titleOf([results], id)),
    panels: places.map((place) => panel(results, place, contenders, hasOneMeasure)),
  };
}

function panel(
  results: Results,
  place: Place,
  contenders: readonly string[],
  hasOneMeasure: boolean,
): Panel {
  const { parameters, measure } = place;
  const all = contendersAt(results, place);
  return {
    heading: hasOneMeasure ? parametersLabel(parameters) : `${measure.title}, ${measure.unit}`,
    bars: contenders.map((id) =>
      bar(
        all.find((contender) => contender.id === id),
        measure,
      ),
    ),
  };
}

function bar(found: ContenderResults | undefined, { unit }: MeasureResults): Bar | undefined {
  if (found === undefined) return undefined;
  const { median, lowerQuartile, upperQuartile, ratios } = found;
  const times = ratios === undefined ? '' : `  ${factor(ratios.median)}`;
  const label = `${quantity(median, unit)}${times}`;
  return { value: median, lower: lowerQuartile, upper: upperQuartile, label };
}

/** The best first: by the mean of how many times better than others they are, as logarithms. */
function sort(measures: readonly MeasureResults[]): string[] {
  const ids = [...new Set(measures.flatMap(({ contenders }) => contenders.map(({ id }) => id)))];
  const scores = new Map(ids.map((id) => [id, score(measures, id)]));
  return ids.sort((one, other) => (scores.get(other) ?? 0) - (scores.get(one) ?? 0));
}

function score(measures: readonly MeasureResults[], id: string): number {
  const logarithms = measures.flatMap(({ contenders, better }) => {
    const found = contenders.find((contender) => contender.id === id);
    const best = Math.max(...contenders.map(({ median }) => median));
    if (found === undefined) return [];
    const logarithm = Math.log(found.median / best);
    return [better === 'more' ? logarithm : -logarithm];
  });
  return logarithms.reduce((sum, value) => sum + value, 0) / logarithms.length;
}
