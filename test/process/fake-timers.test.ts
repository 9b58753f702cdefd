import assert from 'node:assert/strict';
import { once } from 'node:events';
import test from 'node:test';
import { createSocket } from 'fast-dgram';

test('datagrams leave although a test has replaced process.nextTick', async () => {
  const receiver = createSocket('udp4');
  const sender = createSocket('udp4');
  const { port } = receiver.bindSync({ address: '127.0.0.1' });
  sender.bindSync({ address: '127.0.0.1' });
  await once(sender, 'listening');
  const { nextTick } = process;
  process.nextTick = () => {};
  sender.send('while it is replaced', port, '127.0.0.1');
  process.nextTick = nextTick;
  const [first] = await once(receiver, 'message');
  assert.equal(String(first), 'while it is replaced');
  sender.send('afterwards', port, '127.0.0.1');
  const [second] = await once(receiver, 'message');
  assert.equal(String(second), 'afterwards');
  receiver.close();
  sender.close();
});
