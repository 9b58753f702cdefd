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
    const measures = measuresOf(run);
    const values = measures.map((measure): [string, number] => [measure.id, measure.of(outcome)]);
    const [[, counted] = ['', 0]] = values;
    if (!(counted > 0 && Number.isFinite(counted)))
      throw new Error(`${run.contender.id} counted nothing.`);
    for (const [id, value] of values) {
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

function measuresOf({ contest }: Run): Measure[] {
  return [...contest.case.measures, ...(contest.case.alongside ?? [])];
}
