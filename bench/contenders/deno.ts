import path from 'node:path';
import { PEER_SOURCES } from '../paths.js';
import { type Contender, toWords } from './contender.js';
import { findProgram, run } from './programs.js';

const PEER = path.join(PEER_SOURCES, 'deno/datagram.mjs');

function findDeno(): string {
  return findProgram('deno', '@deno/linux-x64-glibc/deno');
}

/** Deno's own API. */
export const deno: Contender = {
  id: 'deno',
  title: 'Deno.listenDatagram',
  roles: ['send', 'receive', 'echo', 'ping'],
  prepare: async () => (await run([findDeno(), '--version'])).split(' (')[0] ?? '',
  command: (role, args) => [
    ...[findDeno(), 'run', '--quiet', '--no-prompt', '--unstable-net', '--allow-net'],
    ...[`--allow-read=${PEER_SOURCES}`, PEER, role, ...toWords(args)],
  ],
};
