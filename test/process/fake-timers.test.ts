import assert from 'node:assert/strict';
import { once } from 'node:events';
import test from 'node:test';
import { createSocket } from 'fast-dgram';
import { printed } from '../support/expect';
import { run } from '../support/program';

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

test('callbacks come although fake timers are in force, also where they were at load', async () => {
  const outcome = await run({}, (tools) => {
    const { print, require } = tools;
    const { install } = require('@sinonjs/fake-timers');
    // Its kind is Jest's, whose own tests load modules while they are in force.
    const first = install({ toFake: ['nextTick'] });
    const { createSocket } = tools.fast;
    first.uninstall();
    install({ toFake: ['nextTick'] });
    const socket = createSocket('udp4');
    socket.on('message', (message) => {
      print('received', String(message));
      socket.close(() => print('closed'));
    });
    socket.bind(0, '127.0.0.1', () => {
      const { port } = socket.address();
      socket.send('x', port, '127.0.0.1', () => print('sent'));
    });
  });
  printed(outcome, 'sent', 'received x', 'closed');
});
