import assert from 'node:assert/strict';
import { printed } from '../support/expect';
import { SHORTEST } from './support/datagrams';
import { familiesTest, LINK } from './support/network';

const ANY = { udp4: '0.0.0.0', udp6: '::' } as const;

/** Longer than a packet of these links. */
const LONG = 1600;

familiesTest(
  'a datagram that must be cut into fragments fails where dontFragment is set',
  async (network, type) => {
    const { sender, receiver } = await network.pair(type);
    const to = await receiver.address();
    assert.deepEqual((await sender.send(to, [LONG])).outcomes, ['sent']);
    await sender.setOption('dontFragment', true);
    assert.deepEqual((await sender.send(to, [LONG, SHORTEST])).outcomes, ['EMSGSIZE', 'sent']);
    await sender.setOption('dontFragment', false);
    const { outcomes, end } = await sender.send(to, [LONG]);
    assert.deepEqual(outcomes, ['sent']);
    const lengths = (await receiver.take(end - 1)).map(({ length }) => length);
    assert.deepEqual(lengths, [LONG, SHORTEST, LONG]);
  },
  { quick: true },
);

familiesTest("a connected socket tells its path's MTU", async (network, type) => {
  const { sender, receiver } = await network.pair(type, { mtu: 1400 });
  await sender.connect(await receiver.address());
  assert.equal(await sender.getOption('mtu'), 1400);
});

familiesTest(
  'what a socket has sent before it is bound to a device leaves as it was',
  async (network, type) => {
    const { alice, sender, receiver } = await network.pair(type);
    const { port, address } = await receiver.address();
    const outcome = await alice.run(
      ({ fast, print }, family, to, host) => {
        const socket = fast.createSocket(family);
        socket.bind(() => {
          socket.send('x', to, host, (error) => {
            print(error?.message ?? 'sent');
            socket.close();
          });
          socket.setOption('device', 'lo');
        });
      },
      type,
      port,
      address,
    );
    printed(outcome, 'sent');
    // It has passed when a later one arrives.
    const { end } = await sender.send({ port, address }, [SHORTEST]);
    const lengths = (await receiver.take(end - 1)).map(({ length }) => length);
    assert.deepEqual(lengths, [1, SHORTEST]);
  },
);

familiesTest(
  'a socket that is bound to a device sends and hears by that alone',
  async (network, type) => {
    const [alice, bob] = await network.hosts([LINK, 'other']);
    const receiver = await bob.open({ type, address: ANY[type] });
    const sender = await alice.open({ type, address: ANY[type] });
    const { port } = await receiver.address();
    const over = (link: string) => ({ port, address: bob.on(link)[type] });

    await receiver.setOption('device', 'other');
    await sender.setOption('device', LINK);
    // IPv6 refuses it; IPv4 asks for the address by the wrong link.
    await sender.send(over('other'), [SHORTEST]);
    await sender.setOption('device', '');
    const second = await sender.send(over('other'), [SHORTEST]);
    const heard = async ({ end }: { end: number }) =>
      (await receiver.take(end - 1)).map(({ place }) => place);
    assert.deepEqual(await heard(second), [1]);

    await receiver.setOption('device', LINK);
    await sender.send(over('other'), [SHORTEST]);
    assert.deepEqual(await heard(await sender.send(over(LINK), [SHORTEST])), [3]);
  },
);
