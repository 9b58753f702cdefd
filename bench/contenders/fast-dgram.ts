import type { Arguments, Role } from '../protocol.js';
import { type Contender, type Tools, toWords } from './contender.js';
import { BATCH_PEER, DGRAM_PEER, DGRAM_ROLES, nodeFlags } from './node-peer.js';
import { run } from './programs.js';

/** A way to use fast-dgram. */
interface Use {
  readonly id: string;
  readonly title: string;
  readonly roles: readonly Role[];
  readonly peer: string;
  /** What the peer is told besides. */
  readonly args: Arguments;
}

const USES: readonly Use[] = [
  // As a drop-in for `node:dgram`.
  { id: 'fast-dgram', title: 'fast-dgram', roles: DGRAM_ROLES, peer: DGRAM_PEER, args: {} },
  // Told all that the kernel knows of each datagram: what that costs.
  {
    id: 'fast-dgram-info',
    title: 'fast-dgram, with receiveInfo',
    roles: ['receive'],
    peer: DGRAM_PEER,
    args: { info: 1 },
  },
  // With what it has beyond `node:dgram`'s API.
  {
    id: 'fast-dgram-batch',
    title: 'fast-dgram, in batches',
    roles: ['send', 'receive', 'share', 'echo'],
    peer: BATCH_PEER,
    args: {},
  },
  // In batches that are only looked at: in memory that is read into again, as C's is, where what
  // `data()` gives may be kept.
  {
    id: 'fast-dgram-unsafe',
    title: 'fast-dgram, in batches by unsafeData()',
    roles: ['send', 'receive'],
    peer: BATCH_PEER,
    args: { unsafe: 1 },
  },
];

/** Loads the library before it tells its version: a library that does not load is not there. */
const VERSION = `
  require('fast-dgram');
  console.log(require('fast-dgram/package.json').version, 'on Node', process.version);
`;

/**
 * A contender for each way to use fast-dgram.
 *
 * @param module what the peers load
 */
export function usesOf(module: string, prepare: Contender['prepare']): Contender[] {
  return USES.map(({ id, title, roles, peer, args }) => ({
    id,
    title,
    roles,
    prepare,
    command: (role, given, { node }) => [
      ...[node, ...nodeFlags(role), peer, role],
      ...[`module=${module}`, ...toWords(args), ...toWords(given)],
    ],
  }));
}

/** This checkout's. */
export const fastDgram: readonly Contender[] = usesOf('fast-dgram', ({ node }: Tools) =>
  run([node, '--eval', VERSION]),
);
