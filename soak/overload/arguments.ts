import { parseArgs } from 'node:util';
import { positive } from '../../bench/arguments.js';
import type { CommonArguments } from '../support/program.js';

/** How the overload is started. */
export const COMMAND = 'npm run soak:overload';

export const HELP = `Floods a socket with far more than its listener can handle, on node:dgram and on fast-dgram,
and looks at what becomes of timers and of another socket of the same process meanwhile.

  npm run soak:overload -- [options]

  --seconds <n>   how long each library is flooded (10)
  --burn <n>      what the listener takes for a datagram, in microseconds (20)
  --json <file>   where the results go, besides the table
  --help          this text

The exit code is 1 where fast-dgram loses the other socket's datagrams, starves timers or piles up
memory; node:dgram stands beside it for comparison.
`;

/** What the overload is told. */
export interface Arguments extends CommonArguments {
  seconds: number;
  burn: number;
}

/** @throws where an argument is unknown or out of range, with what is wrong */
export function readArguments(args: string[]): Arguments {
  const { values } = parseArgs({
    args,
    options: {
      seconds: { type: 'string', default: '10' },
      burn: { type: 'string', default: '20' },
      json: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  return {
    help: values.help,
    json: values.json,
    seconds: positive('--seconds', values.seconds, false),
    burn: positive('--burn', values.burn, false),
  };
}
