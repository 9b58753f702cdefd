import { type Contender, toWords } from './contender.js';
import { libraryVersion } from './fast-dgram.js';
import { DGRAM_PEER } from './node-peer.js';

/** fast-dgram, told all that the kernel knows of each datagram: what that costs. */
export const fastDgramInfo: Contender = {
  id: 'fast-dgram-info',
  title: 'fast-dgram, with receiveInfo',
  roles: ['receive'],
  prepare: libraryVersion,
  command: (role, args, { node }) => [
    ...[node, DGRAM_PEER],
    ...[role, 'module=fast-dgram', 'info=1', ...toWords(args)],
  ],
};
