import assert from 'node:assert/strict';
import type { SocketType } from 'node:dgram';
import type { IcmpError } from 'fast-dgram';
import type { Tools } from '../support/program';
import type { Host } from './support/host';
import { familiesTest, LINK } from './support/network';
import { NARROW, NARROW_MTU, routed, WIDE } from './support/routed';

/** A port that nobody listens at. */
const PORT = 4321;

/** What is sent, and how. */
interface Sending {
  type: SocketType;
  address: string;
  length?: number;
  ttl?: number;
  connected?: boolean;
}

/** Sends a datagram and shows its callback's answer and the ICMP error that comes of it. */
async function provoke({ fast, print }: Tools, port: number, sending: Sending): Promise<void> {
  const { type, address, length = 10, ttl, connected = false } = sending;
  const socket = fast.createSocket({ type, icmpErrors: true });
  socket.on('error', ({ message }) => print('error', message));
  socket.bindSync();
  if (connected) socket.connectSync(port, address);
  const told = new Promise((resolve) => socket.once('icmpError', resolve));
  const options = { ...(connected ? {} : { port, address }), ttl };
  socket.send(Buffer.alloc(length), options, (error) => print(error?.message ?? 'sent'));
  print(JSON.stringify(await told));
  socket.close();
}

/** What a host is told of a datagram that it sends, the callback of which hears nothing of it. */
async function toldOf(host: Host, sending: Sending): Promise<IcmpError> {
  const { lines, ...end } = await host.run(provoke, PORT, sending);
  assert.deepEqual(end, { errors: [], code: 0, signal: null });
  const [outcome, error = '', ...others] = lines;
  assert.deepEqual([outcome, others], ['sent', []]);
  return JSON.parse(error) as IcmpError;
}

/** By family: how a filter says it, and the kinds of RFC 792 and RFC 4443 and their errors. */
const REJECTIONS = {
  udp4: [
    ['icmp type port-unreachable', 3, 3, 'ECONNREFUSED'],
    ['icmp type host-unreachable', 3, 1, 'EHOSTUNREACH'],
    ['icmp type net-unreachable', 3, 0, 'ENETUNREACH'],
    ['icmp type prot-unreachable', 3, 2, 'ENOPROTOOPT'],
    ['icmp type admin-prohibited', 3, 13, 'EHOSTUNREACH'],
    ['icmp type host-prohibited', 3, 10, 'EHOSTUNREACH'],
  ],
  udp6: [
    ['icmpv6 type port-unreachable', 1, 4, 'ECONNREFUSED'],
    ['icmpv6 type addr-unreachable', 1, 3, 'EHOSTUNREACH'],
    ['icmpv6 type no-route', 1, 0, 'ENETUNREACH'],
    ['icmpv6 type admin-prohibited', 1, 1, 'EACCES'],
  ],
} as const;

familiesTest(
  'each reason why another host rejects is told',
  async (network, type) => {
    for (const [verdict, icmpType, icmpCode, code] of REJECTIONS[type]) {
      const [alice, bob] = [await network.host(), await network.host()];
      network.link(LINK, alice, bob);
      bob.filter('input', `udp dport ${PORT}`, `reject with ${verdict}`);
      const address = bob.on(LINK)[type];
      for (const connected of [false, true]) {
        const { errno, ...error } = await toldOf(alice, { type, address, connected });
        assert.deepEqual(error, {
          ...{ address, family: type === 'udp4' ? 'IPv4' : 'IPv6', port: PORT },
          ...{ icmpType, icmpCode, code, offender: address },
        });
        assert.ok(errno < 0);
      }
    }
  },
  { needs: ['nft'] },
);

familiesTest(
  'a router tells that the hops did not suffice',
  async (network, type) => {
    const { alice, router, bob } = await routed(network, type);
    const address = bob.on(NARROW)[type];
    const { errno: _, ...error } = await toldOf(alice, { type, address, ttl: 1 });
    assert.deepEqual(error, {
      ...{ address, family: type === 'udp4' ? 'IPv4' : 'IPv6', port: PORT },
      ...{ icmpType: type === 'udp4' ? 11 : 3, icmpCode: 0, code: 'EHOSTUNREACH' },
      offender: router.on(WIDE)[type],
    });
    // With one more hop it is Bob who answers.
    const { code, offender } = await toldOf(alice, { type, address, ttl: 2 });
    assert.deepEqual([code, offender], ['ECONNREFUSED', address]);
  },
  { quick: true },
);

familiesTest('a router tells what its next link can carry', async (network, type) => {
  const { alice, router, bob } = await routed(network, type);
  const address = bob.on(NARROW)[type];
  const length = NARROW_MTU + 20;
  const { errno: _, ...error } = await toldOf(alice, { type, address, length });
  assert.deepEqual(error, {
    ...{ address, family: type === 'udp4' ? 'IPv4' : 'IPv6', port: PORT },
    ...(type === 'udp4' ? { icmpType: 3, icmpCode: 4 } : { icmpType: 2, icmpCode: 0 }),
    ...{ code: 'EMSGSIZE', offender: router.on(WIDE)[type], mtu: NARROW_MTU },
  });
});

familiesTest('a router without a route tells it', async (network, type) => {
  const { alice, router, bob } = await routed(network, type);
  const address = bob.on(NARROW)[type];
  router.ip(`route add unreachable ${address}`);
  const { code, offender } = await toldOf(alice, { type, address });
  const expected = type === 'udp4' ? 'EHOSTUNREACH' : 'ENETUNREACH';
  assert.deepEqual([code, offender], [expected, router.on(WIDE)[type]]);
});
