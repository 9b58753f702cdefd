import { type Contender, toWords } from './contender.js';
import { DGRAM_PEER, DGRAM_ROLES, nodeFlags } from './node-peer.js';
import { run } from './programs.js';

/** What fast-dgram is a drop-in for: other contenders are compared with it. */
export const nodeDgram: Contender = {
  id: 'node-dgram',
  title: 'node:dgram',
  roles: DGRAM_ROLES,
  prepare: async ({ node }) => `Node ${await run([node, '--version'])}`,
  command: (role, args, { node }) => [
    ...[node, ...nodeFlags(role), DGRAM_PEER],
    ...[role, 'module=node:dgram', ...toWords(args)],
  ],
};
