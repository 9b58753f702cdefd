import { bunDgram } from './bun-dgram.js';
import { bunUdpSocket } from './bun-udp-socket.js';
import { c } from './c.js';
import { cGso } from './c-gso.js';
import { cMmsg } from './c-mmsg.js';
import type { Contender } from './contender.js';
import { deno } from './deno.js';
import { fastDgram } from './fast-dgram.js';
import { go } from './go.js';
import { nodeDgram } from './node-dgram.js';

/** In the order in which they take turns. */
export const CONTENDERS: readonly Contender[] = [
  ...[nodeDgram, ...fastDgram],
  ...[bunDgram, bunUdpSocket, deno, go, c, cMmsg, cGso],
];
