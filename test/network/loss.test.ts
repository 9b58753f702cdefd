import assert from 'node:assert/strict';
import { run, SHORTEST } from './support/datagrams';
import { extent } from './support/extent';
import { familiesTest, LINK } from './support/network';
import { allSent, nameOf } from './support/transfer';

const LENGTH = 500;
const PER_TICK = 50;

/** The headers of IP and UDP, which a train has once. */
const HEADERS = { udp4: 20 + 8, udp6: 40 + 8 } as const;

/** The filter lets through what is sent here: it tells that all before has passed. */
const MARKER_PORT = 9;

/** Drops a packet, or a train, in ten. */
const DROP = `udp dport != ${MARKER_PORT} numgen random mod 100 < 10`;

familiesTest(
  'what a lossy link lets through is whole and in order, and the rest is what it dropped',
  async (network, type) => {
    const { alice, bob, sender, receiver } = await network.pair(type);
    const to = await receiver.address();
    const marked = { ...to, port: MARKER_PORT };
    const marker = await alice.open({ type, address: alice.on(LINK)[type] });
    const markers = await bob.open({ type, ...marked });
    bob.filter('input', DROP, 'drop');

    let sent = 0;
    for (let tick = 0; tick < extent(60, 2000); tick += 1) {
      // Trains, and datagrams that share none.
      const lengths = tick % 2 === 0 ? run(PER_TICK, LENGTH) : [LENGTH];
      const { end, outcomes } = await sender.send(to, lengths);
      assert.deepEqual(outcomes, allSent(lengths.length));
      sent = end;
      const mark = await marker.send(marked, [SHORTEST]);
      await markers.reach(mark.end - 1);
    }

    const arrivals = await receiver.take(-1);
    const { packets, bytes } = bob.filtered();
    const dropped = (bytes - packets * HEADERS[type]) / LENGTH;
    assert.ok(packets > 0, 'the link is lossy');
    assert.equal(arrivals.length + dropped, sent);
    const from = await nameOf(sender);
    let last = -1;
    for (const arrival of arrivals) {
      assert.deepEqual([arrival.length, arrival.from], [LENGTH, from]);
      assert.ok((arrival.place as number) > last, 'whole, in order, none twice');
      last = arrival.place as number;
    }
  },
  { quick: true, needs: ['nft'] },
);

familiesTest(
  'what the own filter drops is told its callback alone, and all else arrives in order',
  async (network, type) => {
    const { alice, sender, receiver } = await network.pair(type);
    const to = await receiver.address();
    alice.filter('output', DROP, 'drop');

    const leaving: number[] = [];
    let refused = 0;
    let next = 0;
    for (let tick = 0; tick < extent(60, 2000); tick += 1) {
      const { outcomes } = await sender.send(to, run(PER_TICK, LENGTH));
      for (const outcome of outcomes) {
        if (outcome === 'sent') leaving.push(next);
        else assert.equal(outcome, 'EPERM');
        refused += outcome === 'sent' ? 0 : 1;
        next += 1;
      }
      await receiver.reach(leaving.at(-1) ?? -1);
    }
    assert.ok(refused > 0, 'the filter drops');
    // It has refused trains, too, whose datagrams then left.
    assert.ok(refused < alice.filtered().packets);
    const arrivals = await receiver.take(-1);
    assert.deepEqual(
      arrivals.map(({ place }) => place),
      leaving,
    );
  },
  { needs: ['nft'] },
);
