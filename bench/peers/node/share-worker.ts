// Receives on a socket of a group, and checks a signature of each datagram, as servers do that let
// nobody in without one.

import { generateKeyPairSync, sign, verify } from 'node:crypto';
import { parentPort, workerData } from 'node:worker_threads';
import { createSocket } from 'fast-dgram';
import { ADDRESS } from './dgram.js';
import type { ShareTask } from './share.js';
import { Tally } from './tally.js';

const { counts, workers, port } = workerData as ShareTask;
const tally = new Tally(counts);
const { publicKey, privateKey } = generateKeyPairSync('ed25519');
// Of something else: to find that out takes as long.
const signature = sign(null, Buffer.from('another datagram'), privateKey);

const socket = createSocket({ type: 'udp4', reusePort: true });
socket.on('message', (message) => {
  if (verify(null, message, publicKey, signature)) throw new Error('a wrong signature passed');
  tally.count(message);
});
socket.bind(port, ADDRESS, () => {
  socket.setReusePortSteering('random', workers);
  parentPort?.postMessage(socket.address().port);
});
