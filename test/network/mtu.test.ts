import assert from 'node:assert/strict';
import type { SocketType } from 'node:dgram';
import { run } from './support/datagrams';
import { familiesTest, type Network, type Pair } from './support/network';
import { transfer } from './support/transfer';

const MTU = 1400;

/** The longest payload of a packet: the MTU less the headers of IP and UDP. */
const FITS = { udp4: MTU - 20 - 8, udp6: MTU - 40 - 8 } as const;

/** A fragment's payload: a multiple of 8 bytes; an IPv6 fragment has 8 bytes of header more. */
const FRAGMENT = { udp4: 1376, udp6: 1352 } as const;

/** How many fragments a datagram of that length travels in; 0 where it travels whole. */
function fragmentsOf(type: SocketType, length: number): number {
  return length <= FITS[type] ? 0 : Math.ceil((length + 8) / FRAGMENT[type]);
}

function narrowPair(network: Network, type: SocketType): Promise<Pair> {
  return network.pair(type, { mtu: MTU });
}

familiesTest(
  'datagrams around the MTU arrive, in fragments from one byte above it',
  async (network, type) => {
    const { alice, sender, receiver } = await narrowPair(network, type);
    const fits = FITS[type];
    for (const length of [fits - 1, fits, fits + 1, 8000, 65_507]) {
      const before = alice.fragments(type);
      await transfer(sender, receiver, [length]);
      const fragments = alice.fragments(type) - before;
      assert.equal(fragments, fragmentsOf(type, length), `fragments of ${length} bytes`);
    }
  },
);

familiesTest(
  'a run above the MTU leaves datagram by datagram, none twice, and a run below it as one',
  async (network, type) => {
    const { alice, sender, receiver } = await narrowPair(network, type);
    const fits = FITS[type];
    for (const [length, sends] of [
      [fits + 1, 30],
      [fits, 1],
      [fits + 1, 30],
      [2000, 30],
      [fits - 1, 1],
    ] as const) {
      const before = alice.sends(type);
      await transfer(sender, receiver, run(30, length));
      assert.equal(alice.sends(type) - before, sends + 1, `sends of ${length} bytes each`);
    }
  },
  { quick: true },
);

familiesTest(
  'a run of a connected socket above the MTU arrives, none twice',
  async (network, type) => {
    const { alice, sender, receiver } = await narrowPair(network, type);
    await sender.connect(await receiver.address());
    const before = alice.sends(type);
    await transfer(sender, receiver, run(30, FITS[type] + 1), { to: null });
    await transfer(sender, receiver, run(30, FITS[type]), { to: null });
    assert.equal(alice.sends(type) - before, 30 + 1 + 1 + 1);
  },
);

familiesTest('runs above and below the MTU share a tick', async (network, type) => {
  const { sender, receiver } = await narrowPair(network, type);
  const fits = FITS[type];
  const lengths = [...run(8, 100), ...run(8, fits + 1), ...run(8, fits), ...run(4, 3000), 24, 2999];
  await transfer(sender, receiver, lengths);
  await transfer(sender, receiver, lengths.reverse());
});

familiesTest(
  'a buffer that sendMany cuts into datagrams above the MTU arrives, none twice',
  async (network, type) => {
    const { sender, receiver } = await narrowPair(network, type);
    const length = FITS[type] + 1;
    assert.equal(await sender.sendCut(await receiver.address(), 30, length), 30);
    await sender.send(await receiver.address(), [24]);
    const arrivals = await receiver.take(30);
    assert.deepEqual(
      arrivals.map((arrival) => [arrival.place, arrival.length]),
      [...run(30, length), 24].map((size, place) => [place, size]),
    );
  },
);

familiesTest('every length around the MTU arrives, alone and in runs', async (network, type) => {
  const { sender, receiver } = await narrowPair(network, type);
  for (let length = FITS[type] - 60; length < MTU + 60; length += 1) {
    await transfer(sender, receiver, [length]);
    await transfer(sender, receiver, run(20, length));
  }
});
