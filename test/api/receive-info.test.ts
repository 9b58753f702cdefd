import assert from 'node:assert/strict';
import type { ReceiveInfo, RemoteInfo, Socket } from 'fast-dgram';
import { arrive, batches, datagrams, socketTest } from '../support/sockets';
import { LOOPBACK_INDEX, overWay, toldOf, WAYS, type Way } from '../support/told';

/** What the sender's datagrams say: AF41 with ECT(0), and hops that are no default. */
const TOS = (34 << 2) | 2;
const TTL = 33;

const KINDS: readonly ReceiveInfo[] = ['destination', 'tos', 'ttl', 'timestamp'];

/** What a receiver is told that has asked for this, but for when a datagram came. */
function expected({ told }: Way, asked: readonly ReceiveInfo[]): Partial<RemoteInfo> {
  return {
    truncated: false,
    ...(asked.includes('destination') && {
      destinationAddress: told,
      localAddress: told,
      interfaceIndex: LOOPBACK_INDEX,
      interfaceName: 'lo',
    }),
    ...(asked.includes('tos') && { tos: TOS, ecn: 2 }),
    ...(asked.includes('ttl') && { ttl: TTL }),
  };
}

/** Sends so that all has arrived when this returns. */
function sendOver({ address }: Way, sender: Socket, receiver: Socket, ...texts: string[]): void {
  sender.setOption('tos', TOS);
  sender.setTTL(TTL);
  for (const text of texts) sender.send(text, receiver.address().port, address);
  sender.getSendQueueCount();
}

for (const way of WAYS) {
  for (const asked of [...KINDS.map((kind) => [kind]), KINDS, ['ttl', 'destination'] as const]) {
    const what = asked === KINDS ? 'everything' : asked.join(' and ');
    socketTest(`'message' tells ${what} that was asked for: ${way.name}`, async (sockets) => {
      const [sender, receiver] = overWay(
        sockets,
        way,
        asked === KINDS ? true : [...(asked as ReceiveInfo[])],
      );
      const received = datagrams(receiver, 1);
      sendOver(way, sender, receiver, 'x');
      const [[, remote] = assert.fail()] = await received;
      assert.deepEqual(toldOf(remote), expected(way, asked));
      assert.equal('timestamp' in remote, asked.includes('timestamp' as never));
      assert.deepEqual(Object.keys(remote).slice(0, 4), ['address', 'family', 'port', 'size']);
    });
  }

  socketTest(`a batch tells the same in each of its ways: ${way.name}`, async (sockets) => {
    const [sender, receiver] = overWay(sockets, way, true);
    const told = new Promise<void>((resolve) => {
      receiver.on('messages', (batch) => {
        const [[, iterated] = assert.fail()] = batch;
        const info = batch.info(0);
        assert.deepEqual(toldOf(info as RemoteInfo), expected(way, KINDS));
        assert.equal(typeof info.timestamp, 'bigint');
        const { address, port } = batch.rinfo(0);
        const family = way.to === 'udp4' ? 'IPv4' : 'IPv6';
        assert.equal(port, sender.address().port);
        assert.deepEqual(batch.rinfo(0), { address, family, port, size: 1, ...info });
        assert.deepEqual(iterated, batch.rinfo(0));
        resolve();
      });
    });
    sendOver(way, sender, receiver, 'x');
    await told;
  });
}

socketTest('nothing is told that was not asked for', async (sockets) => {
  for (const receiveInfo of [undefined, false, []] as const) {
    const receiver = sockets.bound(
      receiveInfo === undefined ? {} : { receiveInfo: [...(receiveInfo || [])] },
    );
    const sender = sockets.bound();
    const [oneByOne, batched] = [datagrams(receiver, 1), batches(receiver, 1)];
    const infos: object[] = [];
    receiver.on('messages', (batch) => infos.push(batch.info(0)));
    arrive(sender, receiver, 'x');
    const remote = { ...sender.address(), size: 1 };
    assert.deepEqual([(await oneByOne)[0]?.[1], (await batched)[0]?.[0]?.[1]], [remote, remote]);
    assert.deepEqual(infos, [{}]);
  }
});

socketTest('the time lies between those before the send and after the arrival', async (sockets) => {
  const [sender, receiver] = overWay(sockets, WAYS[0] as Way, ['timestamp']);
  for (let round = 0; round < 5; round += 1) {
    const received = datagrams(receiver, 1);
    const before = BigInt(Date.now()) * 1_000_000n;
    arrive(sender, receiver, 'x');
    const [[, { timestamp }] = assert.fail()] = await received;
    // The millisecond that it is now ends with the next.
    const after = BigInt(Date.now() + 1) * 1_000_000n;
    assert.ok(timestamp !== undefined && before <= timestamp && timestamp < after);
  }
});
