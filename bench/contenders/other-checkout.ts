import path from 'node:path';
import { type Contender, toWords } from './contender.js';
import { DGRAM_PEER, DGRAM_ROLES, nodeFlags } from './node-peer.js';
import { run } from './programs.js';

/**
 * Another checkout of fast-dgram, which takes turns with this one: what a change has cost or
 * brought.
 *
 * @param folder that it is built in
 */
export function otherCheckout(folder: string): Contender {
  const root = path.resolve(folder);
  return {
    id: 'fast-dgram-other',
    title: 'another fast-dgram',
    roles: DGRAM_ROLES,
    follows: 'fast-dgram',
    prepare: async ({ node }) => {
      await run([node, '--eval', `require(${JSON.stringify(root)})`]);
      return run(['git', '-C', root, 'rev-parse', '--short', 'HEAD']);
    },
    command: (role, args, { node }) => [
      ...[node, ...nodeFlags(role), DGRAM_PEER],
      ...[role, `module=${root}`, ...toWords(args)],
    ],
  };
}
