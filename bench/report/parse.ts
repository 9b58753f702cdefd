import type { Results } from '../results.js';

/** As the benchmark writes it: a file is named by it. */
const DATE = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/;

/**
 * What a file of results holds.
 *
 * @param file for error messages
 * @param text its content
 * @throws where that is not what the benchmark writes, or says nothing about speed
 */
export function parseResults(file: string, text: string): Results {
  const results = parseJson(text);
  if (!isResults(results)) throw new Error(`${file} holds no results of the benchmark.`);
  if (results.settings.quick) {
    throw new Error(`${file} is of a quick run, which says nothing about speed.`);
  }
  if (results.cases.some(({ verdicts }) => verdicts === undefined)) {
    throw new Error(`${file} is of too few turns for a verdict.`);
  }
  return results;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isResults(value: unknown): value is Results {
  const { environment, settings, ...rest } = (value ?? {}) as Partial<Results>;
  const { contenders, partners, absent, omissions, cases, failures } = rest;
  return (
    DATE.test(environment?.date ?? '') &&
    Number.parseInt(environment?.node ?? '', 10) > 0 &&
    settings !== undefined &&
    [contenders, partners, absent, omissions, cases, failures].every(Array.isArray) &&
    cases?.length !== 0
  );
}
