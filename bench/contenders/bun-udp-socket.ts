import path from 'node:path';
import { PEER_SOURCES } from '../paths.js';
import { bunVersion, findBun } from './bun-peer.js';
import { type Contender, toWords } from './contender.js';

const PEER = path.join(PEER_SOURCES, 'bun/udp-socket.mjs');

/** Bun's own API, which sends many datagrams at once. */
export const bunUdpSocket: Contender = {
  id: 'bun-udp-socket',
  title: 'Bun.udpSocket',
  roles: ['send', 'receive', 'echo', 'ping'],
  prepare: bunVersion,
  command: (role, args) => [findBun(), PEER, role, ...toWords(args)],
};
