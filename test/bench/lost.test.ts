import assert from 'node:assert/strict';
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import test from 'node:test';
import { PeerProcess } from '../../bench/peer-process.js';
import type { Result } from '../../bench/protocol.js';

const PEER = 'out/bench/peers/node/main.js';

/** Answers every datagram but the first. */
async function echo(): Promise<Socket> {
  const socket = createSocket('udp4');
  let isFirst = true;
  socket.on('message', (message, { port, address }) => {
    if (!isFirst) socket.send(message, port, address);
    isFirst = false;
  });
  await once(socket.bind(0, '127.0.0.1'), 'listening');
  return socket;
}

for (const role of ['ping', 'query']) {
  test(`a ${role} that is lost is sent again`, async (t) => {
    const server = await echo();
    t.after(() => server.close());
    const { port } = server.address();
    const times = ['warmup=0', 'seconds=0.01', 'size=64', 'window=1'];
    const command = [process.execPath, PEER, role, 'module=node:dgram', `port=${port}`, ...times];
    const peer = new PeerProcess(role, command, undefined);
    t.after(() => peer.kill());
    const { received = 0 } = await peer.read<Result>('its result', 0);
    assert.ok(received > 0);
  });
}
