import assert from 'node:assert/strict';
import { BlockList } from 'node:net';
import { arrive, socketTest, train } from '../support/sockets';

const COUNT = 10;

/** A list that can come to block the sender of everything here. */
class LateBlockList extends BlockList {
  block(): void {
    this.addAddress('127.0.0.1');
  }
}

socketTest('a train from a blocked address reaches no listener', async (sockets) => {
  const receiveBlockList = new LateBlockList();
  receiveBlockList.block();
  const receiver = sockets.bound({ receiveBlockList });
  const friend = sockets.bound({}, '127.0.0.2');
  arrive(sockets.bound(), receiver, ...train(COUNT));
  arrive(friend, receiver, 'friend');
  const heard: string[] = [];
  receiver.on('messages', (batch) => heard.push(...[...batch].map(([message]) => `${message}`)));
  await new Promise<void>((resolve) => {
    receiver.on('message', (message) => {
      heard.push(String(message));
      resolve();
    });
  });
  assert.deepEqual(heard, ['friend', 'friend']);
});

socketTest(
  'an address that is blocked in the middle of its train is heard no more',
  async (sockets) => {
    const receiveBlockList = new LateBlockList();
    const receiver = sockets.bound({ receiveBlockList });
    const heard: number[] = [];
    const friend = sockets.bound({}, '127.0.0.2');
    arrive(sockets.bound(), receiver, ...train(COUNT));
    arrive(friend, receiver, 'friend');
    await new Promise<void>((resolve) => {
      receiver.on('message', (message, { address }) => {
        if (address === '127.0.0.2') {
          resolve();
          return;
        }
        heard.push(message[0] as number);
        if (heard.length === 3) receiveBlockList.block();
      });
    });
    assert.deepEqual(heard, [0, 1, 2]);
  },
);
