import assert from 'node:assert/strict';
import { createHook } from 'node:async_hooks';
import { once } from 'node:events';
import test from 'node:test';
import { createSocket } from 'fast-dgram';

test('a socket that a hook closes at its first delivery hears nothing, nor does its successor', async () => {
  const receiver = createSocket('udp4', () => assert.fail('it is closed'));
  const { port } = receiver.bindSync({ address: '127.0.0.1' });
  await once(receiver, 'listening');
  const successor = createSocket('udp4', () => assert.fail('it came later'));
  const sender = createSocket('udp4');
  const hook = createHook({
    init: (_id, type) => {
      if (type !== 'UDPWRAP') return;
      hook.disable();
      receiver.close();
      successor.bindSync({ address: '127.0.0.1' });
    },
  }).enable();
  sender.send('too late', port, '127.0.0.1');
  await once(receiver, 'close');
  await new Promise(setImmediate);
  successor.close();
  sender.close();
});
