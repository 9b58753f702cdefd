import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from '../paths.js';
import type { Results } from '../results.js';

/** Where the results are kept that the report is made of: one file a Node version. */
export const KEPT = path.join(ROOT, 'bench/results');

/**
 * Copies results to where they are kept; those of the same Node version are replaced.
 *
 * @throws where a file holds no results, or such that say nothing about speed
 */
export function keep(files: readonly string[]): void {
  const copies = new Map<string, string>();
  for (const file of files) {
    const text = readFileSync(file, 'utf8');
    const name = `node${majorOf(parse(file, text))}.json`;
    if (copies.has(name)) throw new Error(`${file} is the second of its Node version.`);
    copies.set(name, text);
  }
  mkdirSync(KEPT, { recursive: true });
  for (const [name, text] of copies) writeFileSync(path.join(KEPT, name), text);
}

/**
 * All results that are kept, by Node version.
 *
 * @throws where there are none
 */
export function readKept(): Results[] {
  const names = existsSync(KEPT) ? readdirSync(KEPT) : [];
  if (names.length === 0) throw new Error('There are no results yet in bench/results.');
  return names
    .map((name) => path.join(KEPT, name))
    .map((file) => parse(file, readFileSync(file, 'utf8')))
    .sort((one, other) => majorOf(one) - majorOf(other));
}

/** The Node version, without what comes after its first dot. */
export function majorOf({ environment }: Results): number {
  return Number.parseInt(environment.node, 10);
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
