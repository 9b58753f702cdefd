// Finding one's way in results.

import type { Arguments } from './protocol.js';
import type {
  CaseResults,
  ContenderResults,
  ContestResults,
  MeasureResults,
  Verdict,
} from './results.js';
import { ratiosByTurn } from './statistics.js';

/** What came of a measure with those parameters; undefined where it was not taken. */
export function findMeasure(
  contests: readonly ContestResults[],
  parameters: Arguments,
  measure: string,
  among: 'measures' | 'alongside' = 'measures',
): MeasureResults | undefined {
  const key = JSON.stringify(parameters);
  return contests
    .find((contest) => JSON.stringify(contest.parameters) === key)
    ?.[among].find(({ id }) => id === measure);
}

/** What a contender achieved; undefined where it was not measured. */
export function findContender(
  contests: readonly ContestResults[],
  parameters: Arguments,
  measure: string,
  contender: string,
): ContenderResults | undefined {
  const measured = findMeasure(contests, parameters, measure);
  return measured?.contenders.find(({ id }) => id === contender);
}

/** The ratios that a verdict is about, turn by turn. */
export function turnRatios({ contests }: CaseResults, verdict: Verdict): number[] {
  const { measure, contender, against, parameters, againstParameters = parameters } = verdict;
  const own = findContender(contests, parameters, measure, contender);
  const other = findContender(contests, againstParameters, measure, against);
  return ratiosByTurn(own?.values ?? [], other?.values ?? []);
}
