import assert from 'node:assert/strict';
import { run } from './support/datagrams';
import { type Network, networkTest, type Pair } from './support/network';
import { allSent, transfer } from './support/transfer';

const TRAIN = run(20, 300);

/** The address of all hosts on the link, and that of all hosts on any. */
const EVERYBODY = ['10.0.1.255', '255.255.255.255'] as const;

function pair(network: Network): Promise<Pair> {
  return network.pair('udp4', { receiver: { address: '0.0.0.0', reuseAddr: true } });
}

for (const address of EVERYBODY) {
  networkTest(`a train to ${address} arrives once broadcasting is allowed`, async (network) => {
    const { sender, receiver } = await pair(network);
    const { port } = await receiver.address();
    const refused = await sender.send({ port, address }, TRAIN);
    assert.deepEqual(refused.outcomes, Array<string>(TRAIN.length).fill('EACCES'));
    await sender.setBroadcast();
    await transfer(sender, receiver, TRAIN, { to: { port, address } });
  });
}

networkTest(
  'each socket of a port gets every datagram of a broadcast train',
  async (network) => {
    const { bob, sender, receiver } = await pair(network);
    const { port } = await receiver.address();
    const options = { type: 'udp4', address: '0.0.0.0', port, reuseAddr: true } as const;
    const others = [
      await bob.open({ ...options, batches: true }),
      await bob.open({ ...options, implementation: 'node:dgram' }),
    ];
    await sender.setBroadcast();
    const { outcomes } = await sender.send({ port, address: EVERYBODY[0] }, TRAIN);
    assert.deepEqual(outcomes, allSent(TRAIN.length));
    for (const socket of [receiver, ...others]) {
      const arrivals = await socket.take(TRAIN.length - 1);
      assert.deepEqual(
        arrivals.map(({ place, length }) => [place, length]),
        TRAIN.map((length, place) => [place, length]),
      );
    }
  },
  { quick: true },
);
