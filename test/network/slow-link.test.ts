import assert from 'node:assert/strict';
import { run } from './support/datagrams';
import type { Host } from './support/host';
import { familiesTest, LINK } from './support/network';
import { transfer } from './support/transfer';

/** More than the sender's buffer holds. */
const FLOOD = run(1500, 1000);
const SENDER = { sendBufferSize: 100_000 };

/**
 * Lets a link carry only so much; the rest waits in the socket's send buffer.
 *
 * @param burst a train that is longer is cut before it leaves
 */
function slowDown(host: Host, rate: string, burst = '20kb'): void {
  const queue = `qdisc add dev ${LINK} root tbf rate ${rate} burst ${burst} limit 100mb`;
  host.command(['tc', ...queue.split(' ')]);
}

familiesTest(
  'what a slow link does not take at once waits, and arrives in order, none twice',
  async (network, type) => {
    const { alice, sender, receiver } = await network.pair(type, { sender: SENDER });
    slowDown(alice, '100mbit');
    const to = await receiver.address();
    const arrived = transfer(sender, receiver, FLOOD, { to });
    assert.ok((await sender.queued()) > 0, 'some wait');
    await arrived;
    assert.equal(await sender.queued(), 0);
  },
  { needs: ['tc'] },
);

familiesTest(
  'what has waited for a slow link leaves in trains',
  async (network, type) => {
    const { alice, sender, receiver } = await network.pair(type, { sender: SENDER });
    slowDown(alice, '100mbit', '128kb');
    const arrivals = await transfer(sender, receiver, FLOOD);
    const trains = arrivals.slice(-FLOOD.length / 2).filter(({ inTrain }) => inTrain);
    assert.ok(trains.length > FLOOD.length / 4, `${trains.length}`);
  },
  { quick: true, needs: ['tc'] },
);

familiesTest(
  'datagrams that wait for a slow link and are too long to be segments of a train arrive',
  async (network, type) => {
    const { alice, sender, receiver } = await network.pair(type, { sender: SENDER });
    slowDown(alice, '100mbit');
    const to = await receiver.address();
    const lengths = [...FLOOD, ...run(50, 2000), ...run(50, 100)];
    const arrived = transfer(sender, receiver, lengths, { to });
    assert.ok((await sender.queued()) > 0, 'some wait');
    await arrived;
  },
  { quick: true, needs: ['tc'] },
);

familiesTest(
  'what waits for a slow link that goes down is told so',
  async (network, type) => {
    const { alice, sender, receiver } = await network.pair(type, { sender: SENDER });
    slowDown(alice, '1mbit');
    const flood = sender.send(await receiver.address(), FLOOD);
    assert.ok((await sender.queued()) > 0, 'some wait');
    alice.ip(`link set ${LINK} down`);
    const { outcomes } = await flood;
    const taken = outcomes.filter((outcome) => outcome === 'sent').length;
    assert.ok(taken > 0 && taken < FLOOD.length);
    const refused = Array<string>(FLOOD.length - taken).fill('ENETUNREACH');
    assert.deepEqual(outcomes.slice(taken), refused);
    assert.equal(await sender.queued(), 0);
    assert.deepEqual(await sender.errors(), []);
  },
  { quick: true, needs: ['tc'] },
);
