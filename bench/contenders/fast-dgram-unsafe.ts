import { type Contender, toWords } from './contender.js';
import { libraryVersion } from './fast-dgram.js';
import { BATCH_PEER } from './node-peer.js';

/**
 * fast-dgram, in batches that are only looked at: in memory that is read into again, as C's is,
 * where what `data()` gives may be kept.
 */
export const fastDgramUnsafe: Contender = {
  id: 'fast-dgram-unsafe',
  title: 'fast-dgram, in batches by unsafeData()',
  roles: ['send', 'receive'],
  prepare: libraryVersion,
  command: (role, args, { node }) => [
    ...[node, BATCH_PEER],
    ...[role, 'module=fast-dgram', 'unsafe=1', ...toWords(args)],
  ],
};
