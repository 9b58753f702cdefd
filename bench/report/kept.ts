import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from '../paths.js';
import type { Results } from '../results.js';
import { majorOf, merge } from './merged.js';

/** Where the results are kept that the report is made of: a file for each run that counts. */
export const KEPT = path.join(ROOT, 'bench/results');

/**
 * Copies results to where they are kept, and removes those of which every case has been measured
 * again since, on the same Node version.
 *
 * @param folder where they are kept
 * @throws where a file holds no results, or such that say nothing about speed
 */
export function keep(files: readonly string[], folder: string): void {
  const copies = files.map((file) => {
    const text = readFileSync(file, 'utf8');
    return { name: nameOf(parse(file, text)), text };
  });
  mkdirSync(folder, { recursive: true });
  for (const { name, text } of copies) writeFileSync(path.join(folder, name), text);
  const counting = merge(readKept(folder)).flatMap(({ runs }) => runs.map(nameOf));
  for (const name of readdirSync(folder)) {
    if (!counting.includes(name)) rmSync(path.join(folder, name));
  }
}

/**
 * All results that are kept in a folder.
 *
 * @throws where there are none
 */
export function readKept(folder: string): Results[] {
  const names = existsSync(folder) ? readdirSync(folder) : [];
  if (names.length === 0) throw new Error(`There are no results yet in ${folder}.`);
  return names
    .map((name) => path.join(folder, name))
    .map((file) => parse(file, readFileSync(file, 'utf8')));
}

/** To the minute: no two runs of a Node version begin in the same one. */
function nameOf(results: Results): string {
  const minute = results.environment.date.slice(0, 16).replace(':', '');
  return `node${majorOf(results)}-${minute}.json`;
}

function parse(file: string, text: string): Results {
  const results = JSON.parse(text) as Partial<Results>;
  const { environment, settings, cases } = results;
  if (environment === undefined || settings === undefined || cases === undefined) {
    throw new Error(`${file} holds no results of the benchmark.`);
  }
  if (settings.quick) throw new Error(`${file} is of a quick run, which says nothing about speed.`);
  return results as Results;
}
