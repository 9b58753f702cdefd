import { parseArgs } from 'node:util';
import { HEADER_BYTES } from './wire.js';

/** The largest payload of a UDP datagram over IPv4: 65,535 less the IP and UDP headers. */
const MAX_SIZE = 65_507;

/** Positions travel as 32-bit numbers. */
const MAX_DATAGRAMS = 4_000_000_000;

export const HELP = `Sends real datagrams over loopback to a server on fast-dgram: first from a client process on
node:dgram, then from one on fast-dgram, and compares the two.

  npm start -- [options]

  --datagrams <n>  how many each client sends (400000)
  --size <bytes>   how large each of them is, ${HEADER_BYTES} to ${MAX_SIZE} (512)
  --help           this text
`;

export interface Arguments {
  help: boolean;
  datagrams: number;
  size: number;
}

/** @throws where an argument is unknown or out of range, with what is wrong */
export function readArguments(args: string[]): Arguments {
  const { values } = parseArgs({
    args,
    options: {
      datagrams: { type: 'string', default: '400000' },
      size: { type: 'string', default: '512' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  return {
    help: values.help,
    datagrams: integer('--datagrams', values.datagrams, 1, MAX_DATAGRAMS),
    size: integer('--size', values.size, HEADER_BYTES, MAX_SIZE),
  };
}

function integer(name: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < least || value > most) {
    throw new Error(`${name} takes a whole number from ${least} to ${most}, not "${text}".`);
  }
  return value;
}
