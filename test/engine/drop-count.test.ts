import assert from 'node:assert/strict';
import diagnosticsChannel from 'node:diagnostics_channel';
import { once } from 'node:events';
import type { MessageBatch, Socket } from 'fast-dgram';
import { socketTest } from '../support/sockets';

/** More than a small receive buffer holds, each longer than the one before: none is a train's. */
const FLOOD = Array.from({ length: 200 }, (_, place) => Buffer.alloc(place + 1));

/** What has become of the datagrams that were sent to a receiver. */
class Account {
  sent = 0;
  received = 0;

  constructor(
    readonly receiver: Socket,
    readonly sender: Socket,
    readonly counts: readonly number[],
  ) {
    receiver.on('messages', (batch: MessageBatch) => {
      this.received += batch.length;
    });
  }

  /** The drops that the channel told of. */
  get told(): number {
    return this.counts.reduce((sum, count) => sum + count, 0);
  }

  send(datagrams: readonly Uint8Array[]): void {
    const { address, port } = this.receiver.address();
    this.sender.sendMany(datagrams, { address, port });
    this.sent += datagrams.length;
  }

  /** Waits until a turn of the loop brings nothing any more. */
  async empty(): Promise<void> {
    for (let before = -1; before < this.received; ) {
      before = this.received;
      await new Promise(setImmediate);
      await new Promise(setImmediate);
    }
  }
}

/** A test of a receiver whose drops are told. */
function dropTest(name: string, run: (account: Account) => Promise<void>): void {
  socketTest(name, async (sockets) => {
    const counts: number[] = [];
    const onDrop = (message: unknown): void => {
      counts.push((message as { count: number }).count);
    };
    // Before the socket is made: then it asks the kernel to tell.
    diagnosticsChannel.subscribe('fast-dgram.drop', onDrop);
    try {
      await run(new Account(sockets.bound({ recvBufferSize: 20_000 }), sockets.bound(), counts));
    } finally {
      diagnosticsChannel.unsubscribe('fast-dgram.drop', onDrop);
    }
  });
}

dropTest(
  'what datagrams tell of earlier drops than the socket itself counts for nothing',
  async (account) => {
    account.send(FLOOD);
    // There is room again, and what takes it tells of the first drops.
    await once(account.receiver, 'messages');
    account.send(FLOOD);
    assert.ok((account.receiver.stats().datagramsDropped ?? 0) > 0, 'nothing was dropped');
    await account.empty();
    const { datagramsDropped } = account.receiver.stats();
    assert.equal(account.received + (datagramsDropped ?? 0), account.sent);
  },
);

dropTest('drops that stats() has counted are told all the same', async (account) => {
  account.send(FLOOD);
  assert.ok((account.receiver.stats().datagramsDropped ?? 0) > 0, 'nothing was dropped');
  await account.empty();
  account.send([Buffer.from('tells')]);
  await account.empty();
  assert.equal(account.received + account.told, account.sent);
});
