import { CASES } from '../cases/index.js';
import type { CaseResults, Results } from '../results.js';
import { findCase } from './places.js';

/** What is known of a Node version: the cases of one run or more, each of the latest that has it. */
export interface Merged extends Results {
  /** In order of time, each with those of its cases that count. */
  runs: readonly Results[];
}

/** The results of each Node version, in order of versions. */
export function merge(results: readonly Results[]): Merged[] {
  const majors = [...new Set(results.map(majorOf))].sort((one, other) => one - other);
  return majors.map((major) => mergeRuns(results.filter((one) => majorOf(one) === major)));
}

/** The Node version, without what comes after its first dot. */
export function majorOf({ environment }: Results): number {
  return Number.parseInt(environment.node, 10);
}

/** The run that a case is of; the results themselves where they have no such case. */
export function runOf(results: Merged, id: string): Results {
  return results.runs.find((run) => findCase(run, id) !== undefined) ?? results;
}

function mergeRuns(results: readonly Results[]): Merged {
  const runs = [...results]
    .sort((one, other) => Date.parse(one.environment.date) - Date.parse(other.environment.date))
    .map((run, place, all) => without(run, all.slice(place + 1)))
    .filter(({ cases }) => cases.length > 0);
  const [main] = [...runs].sort((one, other) => other.cases.length - one.cases.length);
  if (main === undefined) throw new Error('These results have no cases.');
  return {
    ...main,
    contenders: runs.flatMap(({ contenders }) => contenders),
    partners: runs.flatMap(({ partners }) => partners),
    absent: runs.flatMap(({ absent }) => absent),
    omissions: runs.flatMap(({ omissions }) => omissions),
    failures: runs.flatMap(({ failures }) => failures),
    cases: runs.flatMap(({ cases }) => cases).sort(inTheirOrder),
    runs,
  };
}

/** A run without the cases that later ones have measured again. */
function without(run: Results, later: readonly Results[]): Results {
  const counts = (id: string): boolean =>
    later.every((results) => findCase(results, id) === undefined);
  return {
    ...run,
    cases: run.cases.filter(({ id }) => counts(id)),
    failures: run.failures.filter((failure) => counts(failure.case)),
  };
}

/** As the benchmark has them. */
function inTheirOrder(one: CaseResults, other: CaseResults): number {
  return placeOf(one) - placeOf(other);
}

function placeOf({ id }: CaseResults): number {
  return CASES.findIndex((one) => one.id === id);
}
