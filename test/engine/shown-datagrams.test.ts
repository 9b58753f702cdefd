import assert from 'node:assert/strict';
import { arrive, batches, socketTest, train } from '../support/sockets';

socketTest('no Buffer is made for a datagram that is only looked at', async (sockets) => {
  const receiver = sockets.bound();
  const sender = sockets.bound();
  const shown: Buffer[] = [];
  receiver.on('messages', (batch) => {
    for (let place = 0; place < batch.length; place += 1) shown.push(batch.unsafeData(place));
  });
  for (const first of [0, 3]) {
    arrive(sender, receiver, ...train(3, 64, first));
    await batches(receiver, 3);
  }
  const [before, after] = [shown.slice(0, 3), shown.slice(3)];
  assert.equal(new Set(before).size, 3);
  for (const [place, view] of after.entries()) assert.equal(view, before[place]);
  assert.deepEqual(after, train(3, 64, 3));
});
