import assert from 'node:assert/strict';
import type { SocketType } from 'node:dgram';
import { run } from './support/datagrams';
import type { Destination } from './support/endpoint';
import { extent } from './support/extent';
import type { Host } from './support/host';
import { type Interruption, interrupt } from './support/interruption';
import { familiesTest, LINK, type Network, type Pair } from './support/network';
import { transfer } from './support/transfer';

type Way = Omit<Interruption, 'outcome'>;

const ANY = { udp4: '0.0.0.0', udp6: '::' } as const;

/** How often each way is interrupted. */
const TIMES = extent(1, 10);

/** Asserts that a train leaves as one send: what happened before has not ended that. */
async function assertTrains(
  { alice, sender, receiver }: Pair,
  type: SocketType,
  to: Destination | null,
): Promise<void> {
  const before = alice.sends(type);
  await transfer(sender, receiver, run(30, 200), { to });
  assert.equal(alice.sends(type) - before, 2);
}

/** Takes a host's end of the link down, and up again. */
function link(host: Host): Way {
  return {
    breaks: () => host.ip(`link set ${LINK} down`),
    mends: () => host.ip(`link set ${LINK} up`),
  };
}

/** Takes an address from its host, and gives it back. */
function address(host: Host, type: SocketType): Way {
  const prefix = type === 'udp4' ? 24 : 64;
  const own = `${host.on(LINK)[type]}/${prefix} dev ${LINK}`;
  return {
    breaks: () => host.ip(`addr del ${own}`),
    mends: () => host.ip(`addr add ${own}${type === 'udp6' ? ' nodad' : ''}`),
  };
}

/** A route by which a host drops what it sends to another, until it is gone. */
function blackhole(host: Host, other: string): Way {
  return {
    breaks: () => host.ip(`route add blackhole ${other}`),
    mends: () => host.ip(`route del blackhole ${other}`),
  };
}

for (const connected of [false, true]) {
  const socket = connected ? 'a connected socket' : 'an unconnected socket';

  /** A pair, and where its sender sends. */
  const open = async (network: Network, type: SocketType) => {
    const pair = await network.pair(type);
    const there = await pair.receiver.address();
    if (connected) await pair.sender.connect(there);
    return { ...pair, to: connected ? null : there };
  };

  familiesTest(
    `${socket} is told of each datagram while its link is down, and carries on`,
    async (network, type) => {
      const { alice, sender, receiver, to } = await open(network, type);
      const way = { ...link(alice), outcome: 'ENETUNREACH' };
      await interrupt(sender, receiver, way, { times: TIMES, to });
      assert.deepEqual([await sender.errors(), await receiver.errors()], [[], []]);
    },
    { quick: !connected },
  );

  familiesTest(
    `${socket} is told of each datagram while its address is taken away, and carries on`,
    async (network, type) => {
      const { alice, sender, receiver, to } = await open(network, type);
      const way = { ...address(alice, type), outcome: 'ENETUNREACH' };
      await interrupt(sender, receiver, way, { times: TIMES, to });
      assert.deepEqual(await sender.errors(), []);
    },
  );

  familiesTest(
    `${socket} is told of each datagram while a route drops all, and sends trains behind it`,
    async (network, type) => {
      const pair = await open(network, type);
      const { alice, bob, sender, receiver, to } = pair;
      const way = { ...blackhole(alice, bob.on(LINK)[type]), outcome: 'EINVAL' };
      await interrupt(sender, receiver, way, { times: TIMES, to });
      await assertTrains(pair, type, to);
    },
  );
}

familiesTest('a socket on all addresses is told that none is left', async (network, type) => {
  const { alice, sender, receiver } = await network.pair(type, { sender: { address: ANY[type] } });
  const to = await receiver.address();
  const way = { ...address(alice, type), outcome: 'ENETUNREACH' };
  await interrupt(sender, receiver, way, { times: TIMES, to });
  assert.deepEqual(await sender.errors(), []);
});

for (const [what, way] of [
  ["the other host's link is down", link],
  ['the other host has lost its address', address],
] as const) {
  familiesTest(`what is sent while ${what} is lost; then all arrives`, async (network, type) => {
    const { bob, sender, receiver } = await network.pair(type);
    const to = await receiver.address();
    await interrupt(sender, receiver, { ...way(bob, type), outcome: 'sent' }, { times: TIMES, to });
    assert.deepEqual([await sender.errors(), await receiver.errors()], [[], []]);
  });
}
