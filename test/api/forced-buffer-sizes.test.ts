import assert from 'node:assert/strict';
import test from 'node:test';
import { createSocket } from 'fast-dgram';

test('the name of a forced buffer size reads the size that the kernel counts with', () => {
  const sizes = { recvBufferSize: 10_000, sendBufferSize: 20_000 };
  const socket = createSocket({ type: 'udp4', ...sizes });
  socket.bindSync({ address: '127.0.0.1' });
  assert.equal(socket.getOption('recvBufferSizeForce'), 20_000);
  assert.equal(socket.getOption('sendBufferSizeForce'), 40_000);
  assert.equal(socket.getOption('recvBufferSizeForce'), socket.getRecvBufferSize());
  socket.close();
});
