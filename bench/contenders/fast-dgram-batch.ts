import { type Contender, toWords } from './contender.js';
import { libraryVersion } from './fast-dgram.js';
import { BATCH_PEER } from './node-peer.js';

/** fast-dgram, with what it has beyond `node:dgram`'s API. */
export const fastDgramBatch: Contender = {
  id: 'fast-dgram-batch',
  title: 'fast-dgram, in batches',
  roles: ['send', 'receive', 'share', 'echo'],
  prepare: libraryVersion,
  command: (role, args, { node }) => [
    ...[node, BATCH_PEER],
    ...[role, 'module=fast-dgram', ...toWords(args)],
  ],
};
