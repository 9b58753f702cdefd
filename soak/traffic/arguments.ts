import { parseArgs } from 'node:util';
import { positive } from '../../bench/arguments.js';
import type { CommonArguments } from '../support/program.js';
import { KINDS } from './flows.js';

/** How the soak is started. */
export const COMMAND = 'npm run soak';

export const HELP = `Sends datagrams of every kind between two processes, and accounts for each of them.

  npm run soak -- [options]

  --minutes <n>   how long, fractions too (1)
  --sockets <n>   how many sockets each process has (${KINDS.length}: one for every kind of flow)
  --seed <n>      which of all possible runs this is (one by chance)
  --json <file>   where the results go, besides the tables
  --help          this text

Sent must be received plus dropped by the kernel at a full buffer, and nothing may come changed,
twice or out of order; memory, descriptors and handles must not grow. Else the exit code is 1.
`;

/** What the soak is told. */
export interface Arguments extends CommonArguments {
  minutes: number;
  sockets: number;
  seed: number;
}

/** @throws where an argument is unknown or out of range, with what is wrong */
export function readArguments(args: string[]): Arguments {
  const { values } = parseArgs({
    args,
    options: {
      minutes: { type: 'string', default: '1' },
      sockets: { type: 'string', default: `${KINDS.length}` },
      seed: { type: 'string', default: `${1 + Math.floor(Math.random() * 1_000_000)}` },
      json: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  return {
    help: values.help,
    json: values.json,
    minutes: positive('--minutes', values.minutes, false),
    sockets: positive('--sockets', values.sockets, true),
    seed: positive('--seed', values.seed, true),
  };
}
