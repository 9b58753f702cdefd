import assert from 'node:assert/strict';
import type { SocketType } from 'node:dgram';
import type { RemoteEndpoint } from './support/agent-process';
import { run, SHORTEST } from './support/datagrams';
import type { EndpointOptions } from './support/endpoint';
import { familiesTest, type Network } from './support/network';
import { NARROW, routed, WIDE } from './support/routed';
import { transfer } from './support/transfer';

/** More than the narrow link's MTU, less than the wide one's. */
const TOO_LONG = 1420;

async function endpoints(
  network: Network,
  type: SocketType,
  options: Partial<EndpointOptions> = {},
): Promise<[sender: RemoteEndpoint, receiver: RemoteEndpoint]> {
  const { alice, bob } = await routed(network, type);
  return [
    await alice.open({ type, address: alice.on(WIDE)[type], ...options }),
    await bob.open({ type, address: bob.on(NARROW)[type] }),
  ];
}

familiesTest(
  'what a narrower link further on refuses is an error of the connected socket; then runs arrive',
  async (network, type) => {
    const told: string[] = [];
    for (const implementation of ['node:dgram', 'fast-dgram'] as const) {
      const [sender, receiver] = await endpoints(network, type, { implementation });
      await transfer(sender, receiver, run(20, 1000));
      await sender.connect(await receiver.address());
      assert.deepEqual((await sender.send(null, [TOO_LONG])).outcomes, ['sent']);
      told.push(await sender.error());
      await transfer(sender, receiver, run(30, TOO_LONG), { to: null });
      await transfer(sender, receiver, run(30, 1000), { to: null });
      assert.deepEqual(await sender.errors(), []);
    }
    assert.deepEqual(told, ['recvmsg EMSGSIZE', 'recvmsg EMSGSIZE']);
  },
);

familiesTest(
  'a datagram that a narrower link further on refuses is lost; the run behind it arrives',
  async (network, type) => {
    const [sender, receiver] = await endpoints(network, type);
    const to = await receiver.address();
    assert.deepEqual((await sender.send(to, [TOO_LONG])).outcomes, ['sent']);
    await transfer(sender, receiver, [SHORTEST]);
    await transfer(sender, receiver, run(30, TOO_LONG));
    assert.deepEqual(await sender.errors(), []);
  },
);
