import { type Contender, type Tools, toWords } from './contender.js';
import { DGRAM_PEER, DGRAM_ROLES, nodeFlags } from './node-peer.js';
import { run } from './programs.js';

/** Loads the library before it tells its version: a library that does not load is not there. */
const VERSION = `
  require('fast-dgram');
  console.log(require('fast-dgram/package.json').version, 'on Node', process.version);
`;

/** The version of the library, which has to load on that Node. */
export function libraryVersion({ node }: Tools): Promise<string> {
  return run([node, '--eval', VERSION]);
}

/** fast-dgram as a drop-in for `node:dgram`. */
export const fastDgram: Contender = {
  id: 'fast-dgram',
  title: 'fast-dgram',
  roles: DGRAM_ROLES,
  prepare: libraryVersion,
  command: (role, args, { node }) => [
    ...[node, ...nodeFlags(role), DGRAM_PEER],
    ...[role, 'module=fast-dgram', ...toWords(args)],
  ],
};
