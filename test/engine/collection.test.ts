import assert from 'node:assert/strict';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { arrive, socketTest } from '../support/sockets';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

const COUNT = 8;

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
