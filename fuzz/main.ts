// Compares fast-dgram with node:dgram by random programs; `npm run fuzz -- --help` says how.

import { HELP, readArguments } from './arguments.js';
import { fuzz } from './fuzz.js';
import { loadBoth } from './implementations.js';
import { showProgress } from './progress.js';
import { describe } from './report.js';

async function main(): Promise<void> {
  const { help, runs, seed, path } = readArguments(process.argv.slice(2));
  if (help) {
    console.log(HELP);
    return;
  }
  console.log(`Seed ${seed}`);
  const progress = showProgress(runs);
  const outcome = await fuzz(loadBoth(), { runs, seed, path, onRun: () => progress.step() });
  progress.stop();
  const { counterexample, passing } = outcome;
  for (const difference of passing) console.log(`\nSeen once, and not again:\n${difference}`);
  if (counterexample === undefined) {
    console.log(`${outcome.runs} programs, no difference.`);
  } else {
    console.log(`\n${describe(counterexample)}`);
    process.exitCode = 1;
  }
}

main().catch((error: Error) => {
  console.error(`${error.message}\n\nnpm run fuzz -- --help   tells the options`);
  process.exitCode = 1;
});
