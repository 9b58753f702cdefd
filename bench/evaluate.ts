import type { Case, Measure, Target } from './cases/index.js';
import { nodeDgram } from './contenders/index.js';
import { findContender } from './find.js';
import type { Contest } from './plan.js';
import type { Recording } from './recording.js';
import type {
  CaseResults,
  ContenderResults,
  ContestResults,
  MeasureResults,
  Ratios,
  Verdict,
} from './results.js';
import { median, ratiosByTurn, summarize } from './statistics.js';

/** What came of the cases, by what was recorded of their contests. */
export function evaluate(
  contests: readonly Contest[],
  recording: Recording,
  givesVerdict: boolean,
): CaseResults[] {
  const cases = [...new Set(contests.map((contest) => contest.case))];
  return cases.map((one) => {
    const own = contests.filter((contest) => contest.case === one);
    const results = own.map((contest) => evaluateContest(contest, recording));
    return {
      id: one.id,
      title: one.title,
      description: one.description,
      contests: results,
      ...(givesVerdict ? { verdicts: judge(one, results) } : {}),
    };
  });
}

function evaluateContest(contest: Contest, recording: Recording): ContestResults {
  const { measures, alongside = [] } = contest.case;
  const evaluateAll = (all: readonly Measure[]): MeasureResults[] =>
    all.map((measure) => evaluateMeasure(contest, measure, recording));
  return {
    parameters: contest.parameters,
    measures: evaluateAll(measures),
    alongside: evaluateAll(alongside),
  };
}

function evaluateMeasure(
  contest: Contest,
  { id, title, unit, better }: Measure,
  recording: Recording,
): MeasureResults {
  const baseline = recording.values(contest, nodeDgram.id, id);
  const contenders = contest.contenders.flatMap((contender): ContenderResults[] => {
    const values = recording.values(contest, contender.id, id);
    const measured = present(values);
    if (measured.length === 0) return [];
    const ratios = contender === nodeDgram ? undefined : compare(values, baseline);
    return [{ id: contender.id, ...summarize(measured), values, ...(ratios ? { ratios } : {}) }];
  });
  return { id, title, unit, better, contenders };
}

/** Undefined where there is no turn in which both were measured. */
function compare(
  values: readonly (number | null)[],
  baseline: readonly (number | null)[],
): Ratios | undefined {
  const byTurn = ratiosByTurn(values, baseline);
  if (byTurn.length === 0) return undefined;
  const ofMedians = median(present(values)) / median(present(baseline));
  return { byTurn, median: median(byTurn), ofMedians };
}

/** Those targets whose contenders were both measured, in one turn at least. */
function judge({ measures, targets }: Case, contests: readonly ContestResults[]): Verdict[] {
  return targets.flatMap((target) => {
    const measure = target.measure ?? measures[0]?.id ?? '';
    const own = findContender(contests, target.parameters, measure, target.contender);
    const otherParameters = target.againstParameters ?? target.parameters;
    const other = findContender(contests, otherParameters, measure, target.against);
    if (own === undefined || other === undefined) return [];
    if (ratiosByTurn(own.values, other.values).length === 0) return [];
    const ratio = own.median / other.median;
    return [{ ...target, measure, ratio, isReached: isReached(target, ratio) }];
  });
}

function isReached({ atLeast, atMost }: Target, ratio: number): boolean {
  return (atLeast === undefined || ratio >= atLeast) && (atMost === undefined || ratio <= atMost);
}

function present(values: readonly (number | null)[]): number[] {
  return values.filter((value) => value !== null);
}
