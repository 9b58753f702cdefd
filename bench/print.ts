import Table from 'cli-table3';
import { nodeDgram } from './contenders/index.js';
import { turnRatios } from './find.js';
import type {
  CaseResults,
  ContenderResults,
  ContestResults,
  MeasureResults,
  Results,
  Verdict,
} from './results.js';
import { calmness, number, times, words } from './words.js';

/** Prints what came of everything. */
export function print(results: Results): void {
  const { cases, failures, environment, watched } = results;
  for (const one of cases) {
    console.log(`\n${one.title} (${one.id})\n${one.description}`);
    for (const line of tables(one)) console.log(line);
    for (const verdict of one.verdicts ?? []) console.log(sentence(one, verdict));
  }
  console.log(`\nNode ${environment.node}, Linux ${environment.kernel}, ${environment.cpu}`);
  if (watched !== undefined) console.log(`${calmness(watched)}.`);
  console.log(conclusion(results));
  for (const { case: id, parameters, contender, message } of failures) {
    console.log(`\nFAILED: ${id}, ${words(parameters)}, ${contender}\n${message}`);
  }
}

function conclusion({ cases, settings }: Results): string {
  if (settings.quick) return 'A quick run says nothing about speed.';
  if (cases.some(({ verdicts }) => verdicts === undefined)) {
    return 'So few turns give no verdict on the targets.';
  }
  const verdicts = cases.flatMap((one) => one.verdicts ?? []);
  if (verdicts.length === 0) return 'There are no targets for what was measured.';
  const reached = verdicts.filter(({ isReached }) => isReached);
  return `${reached.length} of ${verdicts.length} targets reached.`;
}

/** One for each measure; the first has what was measured alongside. */
function tables({ contests }: CaseResults): string[] {
  const places = contests[0]?.measures.keys() ?? [];
  return [...places].map((place) => table(contests, place));
}

function table(contests: readonly ContestResults[], place: number): string {
  const alongside = (contest: ContestResults | undefined): readonly MeasureResults[] =>
    place === 0 ? (contest?.alongside ?? []) : [];
  const measure = contests[0]?.measures[place];
  const spread = 'least – most';
  const head = [
    ...['', '', heading(measure), spread, `× ${nodeDgram.title}`, spread],
    ...alongside(contests[0]).map(heading),
  ];
  const table = new Table({
    head,
    colAligns: head.map((_, column) => (column < 2 ? 'left' : 'right')),
    chars: { mid: '', 'left-mid': '', 'mid-mid': '', 'right-mid': '' },
    style: process.stdout.isTTY ? {} : { head: [], border: [] },
  });
  for (const contest of contests) {
    const contenders = contest.measures[place]?.contenders ?? [];
    contenders.forEach((contender, row) => {
      const name = row === 0 ? words(contest.parameters) : '';
      const others = alongside(contest).map((other) => medianOf(other, contender.id));
      table.push([name, ...cells(contender), ...others]);
    });
  }
  return table.toString();
}

function heading(measure: MeasureResults | undefined): string {
  return measure === undefined ? '' : `${measure.title}, ${measure.unit}`;
}

function cells({ id, median, least, most, ratios }: ContenderResults): string[] {
  return [
    id,
    number(median),
    `${number(least)} – ${number(most)}`,
    ratios === undefined ? '' : times(ratios.median),
    ratios === undefined ? '' : range(ratios.byTurn),
  ];
}

function medianOf({ contenders }: MeasureResults, id: string): string {
  const found = contenders.find((contender) => contender.id === id);
  return found === undefined ? '' : number(found.median);
}

function range(ratios: readonly number[]): string {
  return `${times(Math.min(...ratios))} – ${times(Math.max(...ratios))}`;
}

function sentence(one: CaseResults, verdict: Verdict): string {
  const { measure, contender, against, parameters, againstParameters, ratio } = verdict;
  const { atLeast, atMost, isReached } = verdict;
  const other = againstParameters === undefined ? '' : ` with ${words(againstParameters)}`;
  const target = atLeast === undefined ? `at most ${atMost}` : `at least ${atLeast}`;
  return (
    `${isReached ? 'reached    ' : 'NOT REACHED'}  ${measure}, ${words(parameters)}: ` +
    `${contender} ${times(ratio)} ${against}${other} (${target}), ` +
    `turn by turn ${range(turnRatios(one, verdict))}`
  );
}
