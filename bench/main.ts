// Measures fast-dgram beside what else moves datagrams; `npm run bench -- --help` says how.

import { HELP, readArguments, select } from './arguments.js';
import { benchmark } from './benchmark.js';
import { CASES } from './cases/index.js';
import { CONTENDERS, otherCheckout } from './contenders/index.js';

async function main(): Promise<void> {
  const args = readArguments(process.argv.slice(2));
  if (args.help) {
    console.log(HELP);
    return;
  }
  const cases = select('case', CASES, args.cases);
  const own = select('contender', CONTENDERS, args.contenders);
  const other = args.other === undefined ? [] : otherCheckout(args.other, own);
  const contenders = [...own, ...other];
  if (args.list) {
    console.log(['Cases', ...lines(cases), '', 'Contenders', ...lines(contenders)].join('\n'));
    return;
  }
  const succeeded = await benchmark(cases, contenders, args);
  if (!succeeded) process.exitCode = 1;
}

function lines(items: readonly { id: string; title: string }[]): string[] {
  return items.map(({ id, title }) => `  ${id.padEnd(20)} ${title}`);
}

main().catch((error: Error) => {
  console.error(`${error.message}\n\nnpm run bench -- --help   tells the options`);
  process.exitCode = 1;
});
