import type { Measure, Outcome } from './cases/index.js';
import type { Contest, Run } from './plan.js';
import type { Failure } from './results.js';

/** Collects what runs measured. */
export class Recording {
  readonly failures: Failure[] = [];
  /** By contest, then contender and measure: values by turn. */
  readonly #values = new Map<Contest, Map<string, (number | null)[]>>();

  /** @throws where the run did not count what the case is about */
  add(run: Run, outcome: Outcome): void {
    if (!hasCounted(run, outcome)) throw new Error(`${run.contender.id} counted nothing.`);
    for (const measure of measuresOf(run)) {
      const { id } = measure;
      const value = measure.of(outcome);
      const known = Number.isFinite(value) ? value : null;
      this.values(run.contest, run.contender.id, id)[run.turn] = known;
    }
  }

  fail(run: Run, message: string): void {
    const { contest, contender, turn } = run;
    for (const { id } of measuresOf(run)) this.values(contest, contender.id, id)[turn] = null;
    this.failures.push({
      case: contest.case.id,
      parameters: contest.parameters,
      contender: contender.id,
      turn,
      message,
    });
  }

  /** A contender's values by turn; null where the run failed. */
  values(contest: Contest, contender: string, measure: string): (number | null)[] {
    const ofContest = this.#values.get(contest) ?? new Map<string, (number | null)[]>();
    this.#values.set(contest, ofContest);
    const key = `${contender} ${measure}`;
    const values = ofContest.get(key) ?? [];
    ofContest.set(key, values);
    return values;
  }
}

/** Whether a run counted what its case is about. */
export function hasCounted({ contest }: Run, outcome: Outcome): boolean {
  const counted = contest.case.measures[0]?.of(outcome) ?? 0;
  return counted > 0 && Number.isFinite(counted);
}

function measuresOf({ contest }: Run): Measure[] {
  return [...contest.case.measures, ...(contest.case.alongside ?? [])];
}
