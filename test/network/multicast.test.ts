import assert from 'node:assert/strict';
import type { SocketType } from 'node:dgram';
import type { RemoteEndpoint } from './support/agent-process';
import type { Arrival } from './support/arrivals';
import { run, SHORTEST } from './support/datagrams';
import type { Host } from './support/host';
import { familiesTest, type Network } from './support/network';
import { transfer } from './support/transfer';

const LINKS = ['left', 'right'] as const;
type Link = (typeof LINKS)[number];

const ANY = { udp4: '0.0.0.0', udp6: '::' } as const;
const GROUP = { udp4: '239.1.2.3', udp6: 'ff15::1:2:3' } as const;
/** In the ranges that are for the datagrams of chosen sources. */
const SOURCE_GROUP = { udp4: '232.1.2.3', udp6: 'ff35::1:2:3' } as const;

/** A second address of Alice's on the left link. */
const SECOND = { udp4: '10.0.1.101', udp6: 'fd00:1::101' } as const;

const TRAIN = run(20, 300);

/** How memberships and senders name an interface: by its address, or by a zone. */
function interfaceOf(host: Host, link: Link, type: SocketType): string {
  return type === 'udp4' ? host.on(link).udp4 : `::%${link}`;
}

/** Alice has a socket, and Bob another on all addresses; two links join them. */
async function twoLinks(
  network: Network,
  type: SocketType,
): Promise<{ alice: Host; bob: Host; sender: RemoteEndpoint; receiver: RemoteEndpoint }> {
  const [alice, bob] = await network.hosts(LINKS);
  const address = ANY[type];
  return {
    alice,
    bob,
    sender: await alice.open({ type, address }),
    receiver: await bob.open({ type, address }),
  };
}

/**
 * What a receiver gets of a train to a group. A datagram to its own address, over the same link,
 * tells that the train has passed.
 */
async function heard(
  sender: RemoteEndpoint,
  receiver: RemoteEndpoint,
  group: string,
  address: string,
): Promise<Arrival[]> {
  const { port } = await receiver.address();
  const { outcomes } = await sender.send({ port, address: group }, TRAIN);
  assert.deepEqual(new Set(outcomes), new Set(['sent']));
  const { end } = await sender.send({ port, address }, [SHORTEST]);
  return (await receiver.take(end - 1)).filter(({ length }) => length !== SHORTEST);
}

familiesTest(
  'a train to a group arrives on the link where it was joined only',
  async (network, type) => {
    const { alice, bob, sender, receiver } = await twoLinks(network, type);
    for (const joined of LINKS) {
      const on = interfaceOf(bob, joined, type);
      await receiver.addMembership(GROUP[type], on);
      for (const link of LINKS) {
        await sender.setMulticastInterface(interfaceOf(alice, link, type));
        const arrivals = await heard(sender, receiver, GROUP[type], bob.on(link)[type]);
        assert.equal(arrivals.length, link === joined ? TRAIN.length : 0, `over ${link}`);
        const { port } = await sender.address();
        const from = `${alice.on(link)[type]} ${port}`;
        const first = arrivals[0]?.place as number;
        arrivals.forEach((arrival, at) => {
          assert.deepEqual([arrival.place, arrival.length, arrival.from], [first + at, 300, from]);
        });
      }
      await receiver.dropMembership(GROUP[type], on);
      await sender.setMulticastInterface(interfaceOf(alice, joined, type));
      assert.deepEqual(await heard(sender, receiver, GROUP[type], bob.on(joined)[type]), []);
    }
  },
  { quick: true },
);

familiesTest('each member on a host gets every datagram of a train', async (network, type) => {
  const [alice, bob] = await network.hosts(['left']);
  const sender = await alice.open({ type, address: ANY[type] });
  await sender.setMulticastInterface(interfaceOf(alice, 'left', type));
  const options = { type, address: ANY[type], reuseAddr: true };
  const first = await bob.open(options);
  const { port } = await first.address();
  const members = [
    first,
    await bob.open({ ...options, port, batches: true }),
    await bob.open({ ...options, port, implementation: 'node:dgram' }),
  ];
  for (const member of members) {
    await member.addMembership(GROUP[type], interfaceOf(bob, 'left', type));
  }
  const { outcomes } = await sender.send({ port, address: GROUP[type] }, TRAIN);
  assert.deepEqual(new Set(outcomes), new Set(['sent']));
  const { end } = await sender.send({ port, address: GROUP[type] }, [SHORTEST]);
  for (const member of members) {
    const arrivals = await member.take(end - 1);
    assert.deepEqual(
      arrivals.map(({ place, length }) => [place, length]),
      [...TRAIN, SHORTEST].map((length, place) => [place, length]),
    );
  }
});

familiesTest(
  'a member that chose a source hears it on the chosen link, and nobody else',
  async (network, type) => {
    const { alice, bob, receiver } = await twoLinks(network, type);
    const prefix = type === 'udp4' ? 24 : 64;
    alice.ip(`addr add ${SECOND[type]}/${prefix} dev left ${type === 'udp6' ? 'nodad' : ''}`);
    const chosen = alice.on('left')[type];
    const group = SOURCE_GROUP[type];
    const on = interfaceOf(bob, 'left', type);
    await receiver.addSourceSpecificMembership(chosen, group, on);

    let firstPlace = 0;
    for (const [address, link, count] of [
      [SECOND[type], 'left', 0],
      [alice.on('right')[type], 'right', 0],
      [chosen, 'left', TRAIN.length],
    ] as const) {
      const sender = await alice.open({ type, address, firstPlace });
      await sender.setMulticastInterface(interfaceOf(alice, link, type));
      const arrivals = await heard(sender, receiver, group, bob.on(link)[type]);
      assert.equal(arrivals.length, count, `from ${address}`);
      const { port } = await sender.address();
      assert.ok(arrivals.every(({ from }) => from === `${address} ${port}`));
      firstPlace += 1000;
    }
  },
);

familiesTest('members on two links hear their own link alone', async (network, type) => {
  const { alice, bob, sender, receiver } = await twoLinks(network, type);
  for (const link of LINKS) await receiver.addMembership(GROUP[type], interfaceOf(bob, link, type));
  const { port } = await receiver.address();
  for (const link of LINKS) {
    await sender.setMulticastInterface(interfaceOf(alice, link, type));
    const from = `${alice.on(link)[type]} ${(await sender.address()).port}`;
    await transfer(sender, receiver, TRAIN, { to: { port, address: GROUP[type] }, from });
  }
});
