import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from '../paths.js';
import type { Results } from '../results.js';
import { majorOf, merge } from './merged.js';
import { parseResults } from './parse.js';
import { findCase } from './places.js';

/** Where the results are kept that the report is made of: a file for each run that counts. */
export const KEPT = path.join(ROOT, 'bench/results');

/** A file of results. */
interface ResultFile {
  /** Without a folder. */
  name: string;
  text: string;
  results: Results;
}

/** The files that are kept, and what becomes of them when others come. */
export interface Selection {
  /** Of those that are to be kept. */
  results: Results[];
  /** What is to be written, by its name. */
  added: ReadonlyMap<string, string>;
  /** What is to be removed: all of its cases have been measured again, on the same Node version. */
  removed: string[];
}

/**
 * Which results count when others come to those that are kept. Nothing is written.
 *
 * @param files of the others
 * @param folder where results are kept
 * @throws where a file holds no results, such that say nothing about speed, or less of a case than
 *   what it would take the place of; or there are no results at all
 */
export function select(files: readonly string[], folder: string): Selection {
  const before = readFolder(folder);
  const added = files.map((file) => {
    const text = readFileSync(file, 'utf8');
    const results = parseResults(file, text);
    for (const one of before) refuseLess(file, results, one);
    return { name: nameOf(results), text, results };
  });
  const all = new Map([...before, ...added].map((file) => [file.name, file]));
  for (const { name, text } of added) {
    if (all.get(name)?.text !== text) throw new Error(`Two results would be ${name}.`);
  }
  if (all.size === 0) throw new Error(`There are no results yet in ${folder}.`);
  const counting = merge([...all.values()].map(({ results }) => results)).flatMap(({ runs }) =>
    runs.map(({ environment }) => environment),
  );
  const isCounting = ({ results }: ResultFile): boolean => counting.includes(results.environment);
  const kept = [...all.values()].filter(isCounting);
  return {
    results: kept.map(({ results }) => results),
    added: new Map(added.filter(isCounting).map(({ name, text }) => [name, text])),
    removed: before.filter((file) => !isCounting(file)).map(({ name }) => name),
  };
}

/** Writes and removes files of results. */
export function store({ added, removed }: Selection, folder: string): void {
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of added) writeFileSync(path.join(folder, name), text);
  for (const name of removed) rmSync(path.join(folder, name));
}

function readFolder(folder: string): ResultFile[] {
  const names = existsSync(folder) ? readdirSync(folder) : [];
  return names.map((name) => {
    const file = path.join(folder, name);
    const text = readFileSync(file, 'utf8');
    return { name, text, results: parseResults(file, text) };
  });
}

/** Of a run of fewer contenders or parameters the report would tell less than before. */
function refuseLess(file: string, results: Results, { name, results: before }: ResultFile): void {
  if (majorOf(results) !== majorOf(before)) return;
  for (const { id, contests } of results.cases) {
    const measured = new Set(contests.flatMap(partsOf));
    const missing = findCase(before, id)?.contests.flatMap(partsOf) ?? [];
    const lost = missing.find((part) => !measured.has(part));
    if (lost === undefined) continue;
    throw new Error(
      `${file} would take the place of ${name} in the case ${id}, but lacks ${lost}. Measure that, too, or remove the other.`,
    );
  }
}

/** Each contender with the parameters that it was measured with. */
function partsOf({ parameters, measures }: Results['cases'][number]['contests'][number]): string[] {
  const words = JSON.stringify(parameters);
  return measures.flatMap(({ contenders }) => contenders.map(({ id }) => `${id} with ${words}`));
}

/** To the second: no two runs begin in the same one. */
function nameOf(results: Results): string {
  const second = results.environment.date.slice(0, 19).replaceAll(':', '');
  return `node${majorOf(results)}-${second}.json`;
}
