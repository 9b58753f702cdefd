// Turns results of the benchmark into documentation; `npm run bench:report -- --help` says how.

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from '../paths.js';
import { HELP, readArguments } from './arguments.js';
import { README, reportFiles } from './files.js';
import { KEPT, select, store } from './kept.js';
import { write } from './write.js';

function main(): void {
  const { help, files } = readArguments(process.argv.slice(2));
  if (help) {
    console.log(HELP);
    return;
  }
  const selection = select(files, KEPT);
  const readme = readFileSync(path.join(ROOT, README), 'utf8');
  // Before anything is written or removed: what can't be told has no place among the results.
  const report = reportFiles(selection.results, readme);
  store(selection, KEPT);
  for (const file of write(ROOT, report)) console.log(file);
}

try {
  main();
} catch (error) {
  console.error(
    `${(error as Error).message}\n\nnpm run bench:report -- --help   tells the options`,
  );
  process.exitCode = 1;
}
