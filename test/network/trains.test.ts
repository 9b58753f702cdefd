import assert from 'node:assert/strict';
import type { SocketType } from 'node:dgram';
import { run } from './support/datagrams';
import { extent } from './support/extent';
import { familiesTest, LINK, type Network, type Pair } from './support/network';
import { transfer } from './support/transfer';

/** As many datagrams of this length as one segmented send holds. */
const TRAIN = run(40, 1200);

/** A pair whose sender's link takes no trains: the kernel cuts them before. */
async function pairWithoutTrains(network: Network, type: SocketType): Promise<Pair> {
  const pair = await network.pair(type);
  pair.alice.ip(`link set ${LINK} gso_max_segs 1`);
  return pair;
}

familiesTest(
  'equal datagrams of one tick leave as one send and arrive in one read',
  async (network, type) => {
    const { alice, sender, receiver } = await network.pair(type);
    const sends = alice.sends(type);
    const arrivals = await transfer(sender, receiver, TRAIN);
    assert.equal(alice.sends(type) - sends, 2, 'the train, and the datagram behind it');
    assert.ok(arrivals.every(({ inTrain }) => inTrain));
  },
  { quick: true },
);

familiesTest(
  'trains of many lengths arrive, both ways, by message and in batches',
  async (network, type) => {
    const batched = await network.pair(type, { receiver: { batches: true } });
    const plain = await network.pair(type);
    const lengths = [24, 25, 100, 536, 1199, 1200, 1400, 1452];
    for (const { sender, receiver } of [batched, plain]) {
      for (const length of lengths) {
        const count = Math.min(128, Math.floor(65_000 / length));
        // The last one shorter, which ends a train, and others behind it.
        await transfer(sender, receiver, [...run(count, length), 24, length, 24, 60]);
      }
      await transfer(receiver, sender, TRAIN);
    }
  },
);

familiesTest('a connected socket sends trains', async (network, type) => {
  const { alice, sender, receiver } = await network.pair(type);
  await sender.connect(await receiver.address());
  const sends = alice.sends(type);
  await transfer(sender, receiver, TRAIN, { to: null });
  assert.equal(alice.sends(type) - sends, 2);
});

familiesTest('a buffer that sendMany cuts arrives as datagrams', async (network, type) => {
  const { alice, sender, receiver } = await network.pair(type);
  const sends = alice.sends(type);
  assert.equal(await sender.sendCut(await receiver.address(), 40, 1200), 40);
  assert.equal(alice.sends(type) - sends, 1);
  const arrivals = await receiver.take(39);
  assert.deepEqual(
    arrivals.map(({ place, length }) => [place, length]),
    TRAIN.map((length, place) => [place, length]),
  );
});

familiesTest(
  'a link that takes no trains gets a packet for each datagram',
  async (network, type) => {
    const { alice, sender, receiver } = await pairWithoutTrains(network, type);
    const [sends, packets] = [alice.sends(type), alice.packets(LINK)];
    const arrivals = await transfer(sender, receiver, TRAIN);
    assert.equal(alice.sends(type) - sends, 2);
    assert.ok(alice.packets(LINK) - packets > TRAIN.length);
    assert.ok(!arrivals.some(({ inTrain }) => inTrain));
  },
);

familiesTest(
  'single packets that the receiving host joins to trains arrive as they were sent',
  async (network, type) => {
    const { alice, bob, sender, receiver } = await pairWithoutTrains(network, type);
    // A virtual link joins only what a link without segmentation of its own hands to it.
    alice.command(['ethtool', '-K', LINK, 'tso', 'off']);
    bob.command(['ethtool', '-K', LINK, 'gro', 'on']);
    const packets = alice.packets(LINK);
    const joined: boolean[] = [];
    for (let round = 0; round < extent(3, 50); round += 1) {
      const arrivals = await transfer(sender, receiver, TRAIN);
      joined.push(...arrivals.map(({ inTrain }) => inTrain));
    }
    assert.ok(alice.packets(LINK) - packets > joined.length);
    assert.ok(joined.includes(true));
  },
  { needs: ['ethtool'] },
);

for (const [from, to] of [
  ['fast-dgram', 'node:dgram'],
  ['node:dgram', 'fast-dgram'],
] as const) {
  familiesTest(`what ${from} sends arrives at ${to}`, async (network, type) => {
    const { sender, receiver } = await network.pair(type, {
      sender: { implementation: from },
      receiver: { implementation: to },
    });
    await transfer(sender, receiver, [...TRAIN, 24, 100, ...TRAIN.slice(0, 10)]);
  });
}

familiesTest('many ticks of trains arrive without a gap', async (network, type) => {
  const { sender, receiver } = await network.pair(type);
  for (let tick = 0; tick < 1000; tick += 1) {
    const length = 24 + ((tick * 37) % 1400);
    await transfer(sender, receiver, run(Math.min(128, Math.floor(65_000 / length)), length));
  }
});

familiesTest(
  'a firewall that lets no long packet pass takes no train for one',
  async (network, type) => {
    const { alice, sender, receiver } = await network.pair(type);
    alice.filter('output', 'meta length gt 1300', 'drop');
    await transfer(sender, receiver, TRAIN);
    const { port, address } = await receiver.address();
    const { outcomes } = await sender.send({ port, address }, [1400]);
    assert.deepEqual(outcomes, ['EPERM']);
  },
  { quick: true, needs: ['nft'] },
);
