import assert from 'node:assert/strict';
import type { SocketType } from 'node:dgram';
import type { RemoteInfo, SendOptions } from 'fast-dgram';
import { printed } from '../support/expect';
import type { Outcome, Tools } from '../support/program';
import type { Host } from './support/host';
import { familiesTest, networkTest } from './support/network';
import { NARROW, routed, WIDE } from './support/routed';

const PORT = 4321;

/** What a server was told, as it tells its client. */
type Told = Omit<RemoteInfo, 'timestamp'>;

/** A server on all addresses that answers each datagram with what it was told of it. */
function tell({ fast }: Tools, type: SocketType, port: number, group: string | null): void {
  const server = fast.createSocket({ type, receiveInfo: ['destination', 'tos', 'ttl'] });
  server.bindSync({ port });
  if (group !== null) server.addMembership(group, '*');
  server.on('message', (message, remote) => {
    const { address, port: to, localAddress, interfaceIndex } = remote;
    // IPv6 groups have no address to answer from: the interface chooses it.
    const from = localAddress === undefined ? { interface: interfaceIndex } : { localAddress };
    server.send(JSON.stringify(remote), { address, port: to, ...from });
    if (String(message) === 'end') server.close();
  });
  process.send?.('ready');
}

/** Asks a server with each of these, and shows its answers. */
async function ask(
  { fast, print }: Tools,
  type: SocketType,
  all: readonly Omit<SendOptions, 'txtime'>[],
  connected: boolean,
): Promise<void> {
  for (const [place, { port, address, ...options }] of all.entries()) {
    const client = fast.createSocket(type);
    client.bindSync();
    // Connected to whom it asks, it hears nobody else.
    if (connected) client.connectSync(port as number, address);
    const text = place === all.length - 1 ? 'end' : 'question';
    const answered = new Promise<Buffer>((resolve) => client.once('message', resolve));
    client.send(text, connected ? options : { port, address, ...options });
    print(String(await answered));
    client.close();
  }
}

/** What a server on one host is told of each datagram from another. */
async function toldOf(
  client: Host,
  server: Host,
  type: SocketType,
  all: readonly Omit<SendOptions, 'txtime'>[],
  { connected = true, group = null as string | null } = {},
): Promise<Told[]> {
  let serving: Promise<Outcome> | undefined;
  await new Promise<void>((resolve) => {
    serving = server.start(() => resolve(), tell, type, PORT, group);
  });
  const { lines, ...end } = await client.run(ask, type, all, connected);
  assert.deepEqual(end, { errors: [], code: 0, signal: null });
  assert.equal((await serving)?.code, 0);
  return lines.map((line) => JSON.parse(line) as Told);
}

/** The index of a host's interface. */
function indexOf(host: Host, name: string): number {
  const [{ ifindex }] = JSON.parse(host.command(['ip', '-json', 'link', 'show', name])) as [
    { ifindex: number },
  ];
  return ifindex;
}

familiesTest(
  'a server on two links is told where each datagram went, and answers from there',
  async (network, type) => {
    const [alice, bob] = await network.hosts(['left', 'right']);
    const links = ['left', 'right', 'left'];
    const all = links.map((link) => ({ port: PORT, address: bob.on(link)[type] }));
    const told = await toldOf(alice, bob, type, all);
    assert.deepEqual(
      told.map(({ port: _, ...rest }) => rest),
      links.map((link, place) => ({
        address: alice.on(link)[type],
        family: type === 'udp4' ? 'IPv4' : 'IPv6',
        size: place === 2 ? 3 : 8,
        truncated: false,
        destinationAddress: bob.on(link)[type],
        localAddress: bob.on(link)[type],
        interfaceIndex: indexOf(bob, link),
        interfaceName: link,
        ...{ tos: 0, ecn: 0, ttl: 64 },
      })),
    );
  },
  { quick: true },
);

networkTest("an interface's new name is told", async (network) => {
  const host = await network.host();
  const outcome = await host.run(({ fast, print, require }) => {
    const { execFileSync } = require('node:child_process') as typeof import('child_process');
    const socket = fast.createSocket({ type: 'udp4', receiveInfo: ['destination'] });
    socket.bindSync({ address: '127.0.0.1' });
    const send = (): void => socket.send('x', socket.address().port, '127.0.0.1');
    socket.once('message', (_message, { interfaceName }) => {
      print(interfaceName);
      for (const command of ['set lo down', 'set lo name renamed', 'set renamed up']) {
        execFileSync('ip', ['link', ...command.split(' ')]);
      }
      // Names are believed for a while.
      socket.on('message', (_later, { interfaceName: name }) => {
        if (name === 'lo') {
          send();
          return;
        }
        print(name);
        socket.close();
      });
      send();
    });
    send();
  });
  printed(outcome, 'lo', 'renamed');
});

networkTest('the zones of link-local addresses are told, and taken', async (network) => {
  const [alice, bob] = await network.hosts(['left', 'right']);
  const links = ['left', 'right'];
  const all = links.map((link) => ({
    port: PORT,
    address: `${bob.on(link).linkLocal}%${link}`,
  }));
  const told = await toldOf(alice, bob, 'udp6', all);
  assert.deepEqual(
    told.map(({ address, destinationAddress, localAddress }) => ({
      ...{ address, destinationAddress, localAddress },
    })),
    links.map((link) => ({
      address: `${alice.on(link).linkLocal}%${link}`,
      destinationAddress: `${bob.on(link).linkLocal}%${link}`,
      localAddress: `${bob.on(link).linkLocal}%${link}`,
    })),
  );
});

for (const [type, group] of [
  ['udp4', '239.255.9.9'],
  ['udp6', 'ff02::9:9'],
] as const) {
  networkTest(
    `a group's datagrams leave by the interface that they say (${type})`,
    async (network) => {
      const [alice, bob] = await network.hosts(['left', 'right']);
      const links = ['right', 'left', 'right'];
      const said = ['right', indexOf(alice, 'left'), indexOf(alice, 'right')];
      const all = said.map((link) => ({ port: PORT, address: group, interface: link }));
      const told = await toldOf(alice, bob, type, all, { connected: false, group });
      assert.deepEqual(
        told.map(({ destinationAddress, interfaceName, localAddress }) => ({
          ...{ destinationAddress, interfaceName, localAddress },
        })),
        links.map((link) => ({
          destinationAddress: group,
          interfaceName: link,
          localAddress: type === 'udp4' ? bob.on(link).udp4 : undefined,
        })),
      );
    },
  );
}

familiesTest(
  'type of service and hops cross a router, which takes a hop',
  async (network, type) => {
    const { alice, bob } = await routed(network, type);
    const to = { port: PORT, address: bob.on(NARROW)[type] };
    const all = [
      to,
      { ...to, ecn: 1 },
      { ...to, tos: 0xb8, ttl: 20 },
      { ...to, tos: 0xb9, ecn: 3 },
    ];
    const told = await toldOf(alice, bob, type, all);
    assert.deepEqual(
      told.map(({ address, tos, ecn, ttl }) => [address, tos, ecn, ttl]),
      [
        [0, 0, 63],
        [1, 1, 63],
        [0xb8, 0, 19],
        [0xbb, 3, 63],
      ].map((rest) => [alice.on(WIDE)[type], ...rest]),
    );
  },
  { quick: true },
);

familiesTest('a datagram leaves from the address that it names', async (network, type) => {
  const [alice, bob] = await network.hosts(['left', 'right']);
  const address = bob.on('left')[type];
  const named = type === 'udp4' ? '10.0.1.77' : 'fd00:1::77';
  alice.ip(
    `addr add ${named}/${type === 'udp4' ? 24 : 64} dev left ${type === 'udp6' ? 'nodad' : ''}`,
  );
  const ethernet = alice.on('left').ethernet;
  bob.ip(`neigh add ${named} lladdr ${ethernet} dev left`);
  const all = [named, alice.on('left')[type], named].map((localAddress) => ({
    ...{ port: PORT, address, localAddress },
  }));
  const told = await toldOf(alice, bob, type, all, { connected: false });
  assert.deepEqual(
    told.map((remote) => remote.address),
    all.map(({ localAddress }) => localAddress),
  );
});
