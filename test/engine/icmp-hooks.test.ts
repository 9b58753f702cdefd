import assert from 'node:assert/strict';
import { createHook } from 'node:async_hooks';
import { once } from 'node:events';
import { createSocket } from 'fast-dgram';
import { closedAt } from '../support/closing-hook';
import { freePort } from '../support/ports';
import { socketTest } from '../support/sockets';

socketTest(
  'an ICMP error is told as it came, whatever the hooks of its callback ask for',
  async (sockets) => {
    const socket = sockets.bound({ icmpErrors: true });
    const other = sockets.bound({}, '127.0.0.9');
    const port = await freePort('127.0.0.1');
    const asked: string[] = [];
    const hook = createHook({ before: () => asked.push(other.address().address) }).enable();
    socket.send('x', port, '127.0.0.1');
    const [error] = await once(socket, 'icmpError');
    hook.disable();
    const { address, port: unreached, code, offender } = error;
    assert.deepEqual(
      { address, unreached, code, offender },
      { address: '127.0.0.1', unreached: port, code: 'ECONNREFUSED', offender: '127.0.0.1' },
    );
    assert.ok(asked.length > 0, 'no hook was called');
  },
);

for (const moment of ['init', 'before'] as const) {
  socketTest(
    `a socket that a hook closes at the '${moment}' of its first ICMP error hears nothing, nor does its successor`,
    async (sockets) => {
      const port = await freePort('127.0.0.1');
      const successor = sockets.adopt(createSocket({ type: 'udp4', icmpErrors: true }));
      successor.on('icmpError', () => assert.fail('it came before'));
      const socket = closedAt(moment, () => sockets.bound({ icmpErrors: true }), successor);
      socket.on('icmpError', () => assert.fail('it is closed'));
      socket.send('x', port, '127.0.0.1');
      await once(socket, 'close');
      await new Promise(setImmediate);
    },
  );
}

socketTest(
  'a listener that closes its socket at the first of several ICMP errors hears no other',
  async (sockets) => {
    const socket = sockets.bound({ icmpErrors: true });
    const port = await freePort('127.0.0.1');
    let heard = 0;
    socket.on('icmpError', () => {
      heard += 1;
      socket.close();
    });
    for (const message of ['1', '22', '333']) socket.send(message, port, '127.0.0.1');
    await once(socket, 'close');
    assert.equal(heard, 1);
  },
);
