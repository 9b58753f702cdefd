import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createSocket } from 'fast-dgram';
import { closedBeforeCalled } from '../support/closing-hook';
import { socketTest } from '../support/sockets';

for (const event of ['message', 'messages'] as const) {
  socketTest(
    `a socket that a hook closes before its first '${event}' hears nothing, nor does its successor`,
    async (sockets) => {
      const successor = sockets.adopt(createSocket('udp4'));
      successor.on(event, () => assert.fail('it came later'));
      const socket = closedBeforeCalled(() => sockets.bound(), successor);
      socket.on(event, () => assert.fail('it is closed'));
      const { port } = socket.address();
      const sender = sockets.bound();
      for (const text of ['too', 'late']) sender.send(text, port, '127.0.0.1');
      await once(socket, 'close');
      await new Promise(setImmediate);
    },
  );
}
