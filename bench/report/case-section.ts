import type { CaseResults, ContenderResults, Results } from '../results.js';
import { BASELINE, OWN, titleOf } from './contenders.js';
import { details, left, paragraphs, right, table } from './markdown.js';
import { type Merged, runOf } from './merged.js';
import { contendersAt, findAt, findCase, type Place, parametersLabel, placesOf } from './places.js';
import { divisor, factor, factorRange, quantity, quantityRange } from './quantities.js';
import { targetsOf } from './targets.js';
import { mostComplete } from './versions.js';

/** All about a case. */
export function caseSection(
  all: readonly Merged[],
  { id, title, description }: CaseResults,
): string {
  const best = mostComplete(all, id);
  const shown = runOf(best, id);
  const others = all
    .filter((results) => results !== best && findCase(results, id) !== undefined)
    .map((results) => runOf(results, id));
  return paragraphs(
    `## ${title}`,
    description,
    `![${title}, on Node ${shown.environment.node}](performance/${id}.svg)`,
    `On Node ${shown.environment.node}:`,
    caseTables(shown, id),
    ...others.map((results) =>
      details(`On Node ${results.environment.node}`, caseTables(results, id)),
    ),
    targetsOf(all, id),
  );
}

/** One for each measure; the first has what was measured alongside. */
function caseTables(results: Results, id: string): string {
  const one = findCase(results, id);
  const places = one === undefined ? [] : placesOf(one);
  const measures = one?.contests[0]?.measures ?? [];
  const tables = measures.map((measure, index) => {
    const own = places.filter((place) => !place.isAlongside && place.measure.id === measure.id);
    const alongside = index === 0 ? places.filter(({ isAlongside }) => isAlongside) : [];
    return measureTable(results, own, alongside);
  });
  return paragraphs(...tables);
}

/** @param places of one measure, with each set of parameters */
function measureTable(
  results: Results,
  places: readonly Place[],
  alongside: readonly Place[],
): string {
  const besides = (place: Place | undefined): Place[] =>
    alongside.filter(({ parameters }) => parameters === place?.parameters);
  const [first] = places;
  const headings = [
    ...[first === undefined ? '' : heading(first), 'least – most'],
    ...[`× ${titleOf([results], BASELINE)}`, 'least – most'],
    ...besides(first).map(heading),
  ];
  const rows = places.flatMap((place) =>
    contendersAt(results, place).map((contender, index) => [
      index === 0 ? parametersLabel(place.parameters) : '',
      name(results, contender),
      ...cells(contender, place),
      ...besides(place).map((other) => medianAt(results, other, contender)),
    ]),
  );
  return table([...left('', ''), ...right(...headings)], rows);
}

function heading({ measure: { title, unit, better } }: Place): string {
  const direction = better === 'less' ? '(less is better)' : '';
  return [title, divisor(unit), direction].filter((text) => text !== '').join(' ');
}

function name(results: Results, { id }: ContenderResults): string {
  const title = titleOf([results], id);
  return OWN.includes(id) ? `**${title}**` : title;
}

function cells({ median, least, most, ratios }: ContenderResults, { measure }: Place): string[] {
  return [
    quantity(median, measure.unit),
    quantityRange(least, most, measure.unit),
    ratios === undefined ? '' : factor(ratios.median),
    ratios === undefined ? '' : factorRange(ratios.byTurn),
  ];
}

function medianAt(results: Results, place: Place, { id }: ContenderResults): string {
  const found = findAt(results, place, id);
  return found === undefined ? '' : quantity(found.median, place.measure.unit);
}
