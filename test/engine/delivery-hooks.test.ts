import assert from 'node:assert/strict';
import { AsyncLocalStorage } from 'node:async_hooks';
import { once } from 'node:events';
import { createSocket } from 'fast-dgram';
import { closedAt } from '../support/closing-hook';
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
