import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { Socket } from 'fast-dgram';
import { freePort } from '../support/ports';
import { socketTest } from '../support/sockets';

const IPPROTO_IP = 0;
const IP_RECVERR = 11;

/** Waits for so many turns of the loop. */
async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) await new Promise(setImmediate);
}

/** Sends where nobody listens, and waits for the error that the kernel then has pending. */
async function provoke(socket: Socket): Promise<void> {
  socket.send('x', await freePort('127.0.0.1'), '127.0.0.1');
  const [error] = await once(socket, 'error');
  assert.equal(error.code, 'ECONNREFUSED');
}

socketTest(
  'an error queue that the program has turned on itself does not keep the loop busy',
  async (sockets) => {
    const socket = sockets.bound();
    socket.setRawOption(IPPROTO_IP, IP_RECVERR, true);
    await provoke(socket);
    await turns(100);
    const { wakeUps } = socket.stats();
    await turns(100);
    assert.equal(socket.stats().wakeUps, wakeUps);
  },
);
