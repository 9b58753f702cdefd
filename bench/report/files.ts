import path from 'node:path';
import type { Results } from '../results.js';
import { drawCase, drawSummary } from './charts/index.js';
import { makeDocument } from './document.js';
import { headlinesOf } from './headlines.js';
import { merge, runOf } from './merged.js';
import { casesOf } from './places.js';
import { fillReadme } from './readme.js';
import { mostComplete } from './versions.js';

/** The file that gets a block of numbers. */
export const README = 'README.md';

/** The file that tells everything. */
const DOCUMENT = 'docs/performance.md';

/** Where the charts are. */
export const CHARTS = 'docs/performance';

/**
 * All files of the report, by their path in the project.
 *
 * @param results of all runs
 * @param readme the text whose block is to be filled
 */
export function reportFiles(results: readonly Results[], readme: string): Map<string, string> {
  const all = merge(results);
  const files = new Map([
    [README, fillReadme(readme, all)],
    [DOCUMENT, makeDocument(all)],
  ]);
  for (const one of casesOf(all)) {
    const file = path.posix.join(CHARTS, `${one.id}.svg`);
    files.set(file, drawCase(runOf(mostComplete(all, one.id), one.id), one.id));
  }
  const main = mostComplete(all);
  const summary = drawSummary(main, headlinesOf(main));
  return files.set(path.posix.join(CHARTS, 'summary.svg'), summary);
}
