import type { Results } from '../results.js';
import { caseSection } from './case-section.js';
import { conditions, leftOut, participants } from './conditions.js';
import { list, paragraphs } from './markdown.js';
import type { Merged } from './merged.js';
import { casesOf } from './places.js';
import { shortcomings } from './shortcomings.js';
import { summaryTable } from './summary.js';

const NOTE =
  '<!-- Made by `npm run bench:report` of what is in bench/results; edits here get lost. -->';

/** The text of docs/performance.md. */
export function makeDocument(all: readonly Merged[]): string {
  return `${paragraphs(
    NOTE,
    '# Performance',
    introduction(all),
    participants(all),
    leftOut(all),
    '## In short',
    'Values divided by those of node:dgram: the median of the ratios within a turn, which need ' +
      'not be the ratio of the medians. [Where it is not faster](#where-it-is-not-faster) comes last.',
    summaryTable(all),
    ...casesOf(all).map((one) => caseSection(all, one)),
    shortcomings(all),
    repetition(all),
  )}\n`;
}

function introduction(all: readonly Merged[]): string {
  const what =
    'fast-dgram beside what else moves datagrams. Each run takes fresh processes, and contenders ' +
    'take turns; `bench/README.md` tells how it is done.';
  const told = all.flatMap(({ runs }) =>
    runs.map((run) => (runs.length === 1 ? conditions(run) : `${conditions(run)} ${titles(run)}`)),
  );
  const [only, ...others] = told;
  if (only !== undefined && others.length === 0) return `${what} ${only} Who took part:`;
  return paragraphs(what, list(told), 'Who took part:');
}

/** The cases that are of a run. */
function titles({ cases }: Results): string {
  return `What was measured then: ${cases.map(({ title }) => title).join('; ')}.`;
}

function repetition(all: readonly Merged[]): string {
  const options = all.flatMap(({ runs }) => {
    const most = Math.max(...runs.map(({ cases }) => cases.length));
    return runs.map(({ settings: { pairs, seconds }, cases }) => {
      const chosen = cases.length < most ? cases.map(({ id }) => ` --case ${id}`) : [];
      return `--pairs ${pairs} --seconds ${seconds}${chosen.join('')}`;
    });
  });
  const runs = [...new Set(options)].map(
    (each) => `npm run bench -- ${each} --node <path> --output <file>`,
  );
  const commands = ['npm ci', 'npm run bench:install', ...runs, 'npm run bench:report -- <file> …'];
  return paragraphs(
    '## How to repeat it',
    'On Linux, with two cores at least and nothing else running:',
    ['```sh', ...commands, '```'].join('\n'),
    '`--node` takes the Node to measure; each of them is measured, and its file given to the report.',
  );
}
