import { turnRatios } from '../find.js';
import type { CaseResults, Results, Verdict } from '../results.js';
import { titleOf } from './contenders.js';
import { left, paragraphs, right, table } from './markdown.js';
import { parametersLabel, placeLabel, placesOf } from './places.js';
import { factorRange } from './quantities.js';
import { versionLabel } from './versions.js';

/** A target, and what came of it. */
export interface Judged {
  results: Results;
  case: CaseResults;
  target: string;
  outcome: string;
  isReached: boolean;
  /** It was reached in some turns, and not in others. */
  isAtItsLine: boolean;
}

/** All targets. */
export function allJudged(all: readonly Results[]): Judged[] {
  return all.flatMap((results) =>
    results.cases.flatMap((one) =>
      (one.verdicts ?? []).map((verdict) => ({
        results,
        case: one,
        target: describe(results, one, verdict),
        outcome: outcome(one, verdict),
        isReached: verdict.isReached,
        isAtItsLine: isAtItsLine(one, verdict),
      })),
    ),
  );
}

/** The targets of a case, and whether they were reached on each Node version. */
export function targetsOf(all: readonly Results[], id: string): string {
  const judged = allJudged(all).filter((one) => one.case.id === id);
  if (judged.length === 0) return '';
  const targets = [...new Set(judged.map(({ target }) => target))];
  const measured = [...new Set(judged.map(({ results }) => results))];
  const rows = targets.map((target) => {
    const same = judged.filter((one) => one.target === target);
    const outcomes = measured.map(
      (results) => same.find((one) => one.results === results)?.outcome ?? '',
    );
    return [target, ...outcomes];
  });
  return paragraphs(
    'Targets, as ratios of medians, with the spread of those of the turns:',
    table([...left('target'), ...right(...measured.map(versionLabel))], rows),
  );
}

function describe(results: Results, one: CaseResults, verdict: Verdict): string {
  const { contender, against, againstParameters, atLeast, atMost } = verdict;
  const bound = atLeast === undefined ? `at most ${atMost}×` : `at least ${atLeast}×`;
  const other =
    againstParameters === undefined ? '' : ` with ${parametersLabel(againstParameters)}`;
  const titles = [contender, against].map((who) => titleOf([results], who));
  return `${label(one, verdict)}: ${titles[0]} ${bound} ${titles[1]}${other}`;
}

function label(one: CaseResults, { measure, parameters }: Verdict): string {
  const key = JSON.stringify(parameters);
  const place = placesOf(one).find(
    (other) => other.measure.id === measure && JSON.stringify(other.parameters) === key,
  );
  return place === undefined ? measure : placeLabel(place);
}

/** With a digit more than elsewhere: a target can be missed by little. */
function outcome(one: CaseResults, verdict: Verdict): string {
  const digits = { minimumSignificantDigits: 4, maximumSignificantDigits: 4 };
  const shown = `${verdict.ratio.toLocaleString('en', digits)}×`;
  const spread = factorRange(turnRatios(one, verdict));
  return `${shown} (${spread}), ${verdict.isReached ? 'reached' : '**NOT reached**'}`;
}

function isAtItsLine(one: CaseResults, verdict: Verdict): boolean {
  const line = verdict.atLeast ?? verdict.atMost ?? 0;
  const ratios = turnRatios(one, verdict);
  return Math.min(...ratios) < line && line < Math.max(...ratios);
}
