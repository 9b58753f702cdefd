// Explicit congestion notification: a receiver tells a sender of congestion, which slows down.
//
//   node examples/ecn.mjs [rounds]
//
// There is no congested router on loopback: a relay in this process plays one. It has room for
// so many datagrams a round, and marks those beyond instead of dropping them.

import { once } from 'node:events';
import dgram from 'fast-dgram';

const ECN_CAPABLE = 2;
const CONGESTION_EXPERIENCED = 3;
const ROOM = 10;

const [rounds = '6'] = process.argv.slice(2);

async function bound(options) {
  const socket = dgram.createSocket({ type: 'udp4', ...options });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return socket;
}

const receiver = await bound({ receiveInfo: ['tos'] });
const router = await bound({ receiveInfo: ['tos'] });
const sender = await bound();
const to = (socket) => ({ port: socket.address().port, address: '127.0.0.1' });

let inQueue = 0;
router.on('message', (message, { ecn }) => {
  const isMarked = ecn === ECN_CAPABLE && ++inQueue > ROOM;
  router.send(message, { ...to(receiver), ecn: isMarked ? CONGESTION_EXPERIENCED : ecn });
});

// The echo: how many datagrams of a round arrived, and how many of them were marked.
let arrived = 0;
let marked = 0;
receiver.on('message', (message, { ecn }) => {
  arrived++;
  if (ecn === CONGESTION_EXPERIENCED) marked++;
  if (arrived < Number(message)) return;
  receiver.send(JSON.stringify({ arrived, marked }), to(sender));
  arrived = 0;
  marked = 0;
});

let window = 16;
for (let round = 1; round <= Number(rounds); round++) {
  inQueue = 0;
  const datagrams = new Array(window).fill(String(window));
  sender.sendMany(datagrams, { ...to(router), ecn: ECN_CAPABLE });
  const [report] = await once(sender, 'message', { signal: AbortSignal.timeout(2000) });
  const told = JSON.parse(report);
  console.log(`Round ${round}: ${told.arrived} arrived, ${told.marked} of them marked`);
  window = told.marked > 0 ? Math.floor(window / 2) : window + 1;
}
for (const socket of [receiver, router, sender]) socket.close();
