import assert from 'node:assert/strict';
import { AsyncLocalStorage } from 'node:async_hooks';
import { once } from 'node:events';
import test from 'node:test';
import { createSocket } from 'fast-dgram';
import { closedAt } from '../support/closing-hook';
import { printed } from '../support/expect';
import { faultTest } from '../support/fault';
import { run } from '../support/program';
import { socketTest } from '../support/sockets';

for (const [event, moment, texts] of [
  ['message', 'init', ['late']],
  ['message', 'before', ['late']],
  ['message', 'before', ['too', 'late']],
  ['messages', 'init', ['too', 'late']],
  ['messages', 'before', ['too', 'late']],
] as const) {
  socketTest(
    `a socket that a hook closes at the '${moment}' of its first '${event}' (of ${texts.length}) hears nothing, and its successor only its own`,
    async (sockets) => {
      const storage = new AsyncLocalStorage<string>();
      const successor = storage.run('successor', () => sockets.adopt(createSocket('udp4')));
      const socket = storage.run('socket', () =>
        closedAt(moment, () => sockets.bound(), successor),
      );
      socket.on(event, () => assert.fail('it is closed'));
      const heard = once(successor, 'message');
      successor.once('message', () => assert.equal(storage.getStore(), 'successor'));
      const { port } = socket.address();
      const sender = sockets.bound();
      for (const text of texts) sender.send(text, port, '127.0.0.1');
      await once(socket, 'close');
      sender.send('its own', successor.address().port, '127.0.0.1');
      const [message] = await heard;
      assert.equal(String(message), 'its own');
    },
  );
}

faultTest(
  'what has left is told so, though a hook closes its socket',
  ['sendmmsg:error=EAGAIN:when=1'],
  ({ fast, print, require }, texts) => {
    const { createHook } = require('node:async_hooks') as typeof import('async_hooks');
    const resources: number[] = [];
    let isBlocked = false;
    const hook = createHook({
      init(id, type) {
        if (type === 'UDPWRAP') resources.push(id);
      },
      before(id) {
        if (!isBlocked || !resources.includes(id)) return;
        isBlocked = false;
        socket.close();
      },
    }).enable();
    const socket = fast.createSocket('udp4');
    const { port } = socket.bindSync({ address: '127.0.0.1' });
    let untold = texts.length;
    for (const text of texts) {
      socket.send(text, port, '127.0.0.1', (error) => {
        print(text, (error as NodeJS.ErrnoException | null)?.code ?? 'sent');
        untold -= 1;
        if (untold > 0) return;
        hook.disable();
        socket.close();
      });
    }
    print(socket.getSendQueueCount());
    isBlocked = true;
  },
  [['a', 'bb', 'ccc']],
  ({ lines }) => assert.deepEqual(lines, ['3', 'a sent', 'bb sent', 'ccc sent']),
);

test('the ticks of a hook that closes the socket do not wait for the next event', async () => {
  const outcome = await run({}, ({ fast, print, require }) => {
    const { createHook } = require('node:async_hooks') as typeof import('async_hooks');
    const resources: number[] = [];
    const hook = createHook({
      init(id, type) {
        if (type === 'UDPWRAP') resources.push(id);
      },
      before(id) {
        if (id !== resources[0]) return;
        hook.disable();
        socket.close();
      },
    }).enable();
    const socket = fast.createSocket('udp4', () => print('a closed socket hears'));
    socket.on('messages', () => print('a closed socket hears'));
    socket.on('close', () => print('close'));
    const other = fast.createSocket('udp4', () => {
      print('the next event');
      other.close();
    });
    for (const receiver of [socket, other]) receiver.bindSync({ address: '127.0.0.1' });
    for (const receiver of [socket, other]) {
      other.send('x', receiver.address().port, '127.0.0.1');
    }
  });
  printed(outcome, 'close', 'the next event');
});

faultTest(
  'each datagram that waited is told its own outcome, though a hook has another socket leave first',
  ['sendmmsg:error=EAGAIN:when=1', 'sendmsg:error=EAGAIN:when=1'],
  ({ fast, print, require }) => {
    const { createHook } = require('node:async_hooks') as typeof import('async_hooks');
    const { subscribe } = require('node:diagnostics_channel');
    const socket = fast.createSocket('udp4');
    const other = fast.createSocket('udp4');
    for (const each of [socket, other]) each.bindSync({ address: '127.0.0.1' });
    // To broadcast, which is not allowed: refused once they are tried again.
    for (const text of ['a', 'bb', 'ccc']) {
      socket.send(text, 9, '255.255.255.255', (error) => {
        print(text, (error as NodeJS.ErrnoException | null)?.code ?? 'sent');
        if (text === 'ccc') socket.close();
      });
    }
    print(socket.getSendQueueCount());
    for (let place = 0; place < 3; place += 1) other.send('x', 9, '127.0.0.1');
    print(other.getSendQueueCount());
    let isOpen = true;
    // Who hears of failures is told in a tick, which is made while outcomes are told.
    subscribe('fast-dgram.error', () => undefined);
    const hook = createHook({
      init(_id, type) {
        if (type !== 'TickObject' || !isOpen) return;
        isOpen = false;
        other.close();
        hook.disable();
      },
    });
    process.nextTick(() => hook.enable());
  },
  [],
  ({ lines }) => assert.deepEqual(lines, ['3', '3', 'a EACCES', 'bb EACCES', 'ccc EACCES']),
);
