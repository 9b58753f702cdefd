import { bunVersion, findBun } from './bun-peer.js';
import { type Contender, toWords } from './contender.js';
import { DGRAM_PEER } from './node-peer.js';

/** Bun's `node:dgram`, running the very program that runs on Node. */
export const bunDgram: Contender = {
  id: 'bun-dgram',
  title: "Bun's node:dgram",
  roles: ['send', 'receive', 'echo', 'ping', 'query'],
  prepare: bunVersion,
  command: (role, args) => [
    ...[findBun(), DGRAM_PEER],
    ...[role, 'module=node:dgram', ...toWords(args)],
  ],
};
