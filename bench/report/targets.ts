import type { CaseResults, Results, Verdict } from '../results.js';
import { titleOf } from './contenders.js';
import { left, paragraphs, right, table } from './markdown.js';
import { findCase, parametersLabel, placeLabel, placesOf } from './places.js';
import { versionLabel } from './versions.js';

/** A target that was not reached. */
export interface Miss {
  results: Results;
  text: string;
}

/** The targets of a case, and whether they were reached on each Node version. */
export function targetsOf(all: readonly Results[], id: string): string {
  const judged = all.filter((results) => verdictsOf(results, id).length > 0);
  const targets = [
    ...new Set(
      judged.flatMap((one) => verdictsOf(one, id).map((verdict) => describe(one, id, verdict))),
    ),
  ];
  if (targets.length === 0) return '';
  const rows = targets.map((target) => [
    target,
    ...judged.map((one) => {
      const verdict = verdictsOf(one, id).find((other) => describe(one, id, other) === target);
      return verdict === undefined ? '' : outcome(verdict);
    }),
  ]);
  return paragraphs(
    'Targets, as ratios of medians:',
    table([...left('target'), ...right(...judged.map(versionLabel))], rows),
  );
}

/** All targets that were not reached. */
export function misses(all: readonly Results[]): Miss[] {
  return all.flatMap((results) =>
    results.cases.flatMap(({ id, title, verdicts = [] }) =>
      verdicts
        .filter(({ isReached }) => !isReached)
        .map((verdict) => ({
          results,
          text: `${title}, ${describe(results, id, verdict)}: ${outcome(verdict)}`,
        })),
    ),
  );
}

function verdictsOf(results: Results, id: string): readonly Verdict[] {
  return findCase(results, id)?.verdicts ?? [];
}

function describe(results: Results, id: string, verdict: Verdict): string {
  const { contender, against, againstParameters, atLeast, atMost } = verdict;
  const one = findCase(results, id);
  const bound = atLeast === undefined ? `at most ${atMost}×` : `at least ${atLeast}×`;
  const other =
    againstParameters === undefined ? '' : ` with ${parametersLabel(againstParameters)}`;
  const titles = [contender, against].map((who) => titleOf([results], who));
  return `${label(one, verdict)}: ${titles[0]} ${bound} ${titles[1]}${other}`;
}

function label(one: CaseResults | undefined, { measure, parameters }: Verdict): string {
  const key = JSON.stringify(parameters);
  const place = (one === undefined ? [] : placesOf(one)).find(
    (other) => other.measure.id === measure && JSON.stringify(other.parameters) === key,
  );
  return place === undefined ? measure : placeLabel(place);
}

/** With a digit more than elsewhere: a target can be missed by little. */
function outcome({ ratio, isReached }: Verdict): string {
  const digits = { minimumSignificantDigits: 4, maximumSignificantDigits: 4 };
  const shown = `${ratio.toLocaleString('en', digits)}×`;
  return isReached ? `${shown}, reached` : `${shown}, **NOT reached**`;
}
