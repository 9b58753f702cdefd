import { parseArgs } from 'node:util';
import { randomSeed } from './seed.js';

export const HELP = `Runs random programs on node:dgram and on fast-dgram and compares what they do.

  npm run fuzz -- [options]

  --runs <n>     how many programs (50000)
  --seed <n>     which ones (others each time)
  --path <text>  with its seed: the program that a run found to differ
  --help         this text
`;

/** What the program was asked for. */
export interface Arguments {
  help: boolean;
  runs: number;
  seed: number;
  path: string | undefined;
}

/** @throws where an argument is unknown or out of range, with what is wrong */
export function readArguments(args: string[]): Arguments {
  const { values } = parseArgs({
    args,
    options: {
      runs: { type: 'string', default: '50000' },
      seed: { type: 'string' },
      path: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  const { help, path } = values;
  if (path !== undefined && values.seed === undefined) throw new Error('--path takes its --seed.');
  const runs = whole('--runs', values.runs);
  if (runs < 1) throw new Error('--runs takes a number above 0.');
  const seed = values.seed === undefined ? randomSeed() : whole('--seed', values.seed);
  return { help, runs, seed, path };
}

function whole(name: string, text: string): number {
  const number = Number(text);
  if (text.trim() === '' || !Number.isSafeInteger(number)) {
    throw new Error(`${name} takes a whole number, not "${text}".`);
  }
  return number;
}
