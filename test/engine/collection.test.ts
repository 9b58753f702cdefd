import assert from 'node:assert/strict';
import test from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createSocket, Socket } from 'fast-dgram';
import { arrive, socketTest } from '../support/sockets';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

const COUNT = 8;

/** By which child.send() asks for a socket's handle. */
const STATE = Object.getOwnPropertySymbols(Socket.prototype).find(
  ({ description }) => description === 'state symbol',
) as symbol;

socketTest(
  'datagrams can be collected while others of their wake-up are delivered',
  async (sockets) => {
    const receiver = sockets.bound();
    const kept: WeakRef<Buffer>[] = [];
    const collected = new Promise<number>((resolve) => {
      receiver.on('message', (message) => {
        kept.push(new WeakRef(message));
        if (kept.length < COUNT) return;
        collect();
        // The last one is this listener's own.
        resolve(kept.filter((one) => one.deref() === undefined).length);
      });
    });
    const { wakeUps } = receiver.stats();
    arrive(
      sockets.bound({ coalesce: false }),
      receiver,
      ...Array<Buffer>(COUNT).fill(Buffer.alloc(1200)),
    );
    assert.equal(await collected, COUNT - 1);
    assert.equal(receiver.stats().wakeUps - wakeUps, 1);
  },
);

test('handles that somebody has taken are collected once their sockets are closed', async () => {
  const handles: WeakRef<object>[] = [];
  for (let count = 0; count < COUNT; count += 1) {
    const socket = createSocket('udp4');
    socket.bindSync({ address: '127.0.0.1' });
    const { handle } = Reflect.get(socket, STATE) as { handle: object };
    handles.push(new WeakRef(handle));
    await socket[Symbol.asyncDispose]();
  }
  // Those that were just asked for, and their handles' closing, stay for a turn.
  for (let turn = 0; turn < COUNT; turn += 1) {
    await new Promise((resolve) => setImmediate(resolve));
    collect();
  }
  // The newest may still be on the stack.
  assert.ok(handles.filter((handle) => handle.deref() !== undefined).length <= 1);
});
