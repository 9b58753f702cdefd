import { parseArgs } from 'node:util';
import { positive } from '../../bench/arguments.js';
import type { CommonArguments } from '../support/program.js';

/** How the life cycles are started. */
export const COMMAND = 'npm run soak:lifecycles';

export const HELP = `Opens, uses and closes sockets many times over, and ends worker threads in the middle of their
traffic: descriptors, handles and memory must not grow, and no datagram may be lost.

  npm run soak:lifecycles -- [options]

  --rounds <n>    lives of sockets (100000)
  --workers <n>   worker threads (500)
  --json <file>   where the results go, besides the table
  --help          this text
`;

/** What the life cycles are told. */
export interface Arguments extends CommonArguments {
  rounds: number;
  workers: number;
}

/** @throws where an argument is unknown or out of range, with what is wrong */
export function readArguments(args: string[]): Arguments {
  const { values } = parseArgs({
    args,
    options: {
      rounds: { type: 'string', default: '100000' },
      workers: { type: 'string', default: '500' },
      json: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  return {
    help: values.help,
    json: values.json,
    rounds: positive('--rounds', values.rounds, true),
    workers: positive('--workers', values.workers, true),
  };
}
