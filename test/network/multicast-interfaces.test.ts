import assert from 'node:assert/strict';
import type { SocketType } from 'node:dgram';
import type { RemoteEndpoint } from './support/agent-process';
import type { Arrival } from './support/arrivals';
import { run, SHORTEST } from './support/datagrams';
import type { Host } from './support/host';
import { familiesTest, type Network, networkTest } from './support/network';

const LINKS = ['left', 'right'] as const;
type Link = (typeof LINKS)[number];

const ANY = { udp4: '0.0.0.0', udp6: '::' } as const;
const GROUP = { udp4: '239.1.2.3', udp6: 'ff15::1:2:3' } as const;

const TRAIN = run(5, 300);

/** What a host's kernel calls a link. */
function indexOf(host: Host, link: Link): number {
  const told = host.command(['ip', '-json', 'link', 'show', 'dev', link]);
  const [{ ifindex }] = JSON.parse(told) as [{ ifindex: number }];
  return ifindex;
}

/** Two hosts with two links, a socket on each, and what the second hears. */
class Groups {
  private constructor(
    readonly type: SocketType,
    readonly alice: Host,
    readonly bob: Host,
    readonly sender: RemoteEndpoint,
    readonly receiver: RemoteEndpoint,
  ) {}

  static async open(network: Network, type: SocketType): Promise<Groups> {
    const [alice, bob] = await network.hosts(LINKS);
    const address = ANY[type];
    const sender = await alice.open({ type, address });
    return new Groups(type, alice, bob, sender, await bob.open({ type, address }));
  }

  /** What arrives of a train to the group that says by which link it leaves. */
  async over(link: Link): Promise<Arrival[]> {
    const { port } = await this.receiver.address();
    const to = { port, address: GROUP[this.type], interface: link };
    const { outcomes } = await this.sender.send(to, TRAIN);
    assert.deepEqual(new Set(outcomes), new Set(['sent']));
    // A datagram to its own address, over the same link, tells that the train has passed.
    const address = this.bob.on(link)[this.type];
    const { end } = await this.sender.send({ port, address }, [SHORTEST]);
    return (await this.receiver.take(end - 1)).filter(({ length }) => length !== SHORTEST);
  }

  /** Asserts by which links trains to the group arrive, each from the address of its link. */
  async assertHeard(...links: readonly Link[]): Promise<void> {
    const { port } = await this.sender.address();
    for (const link of LINKS) {
      const arrivals = await this.over(link);
      assert.equal(arrivals.length, links.includes(link) ? TRAIN.length : 0, `over ${link}`);
      const from = `${this.alice.on(link)[this.type]} ${port}`;
      for (const arrival of arrivals) assert.equal(arrival.from, from);
    }
  }

  /** The ways to name a link of Bob's. */
  namesOf(link: Link): (string | number)[] {
    const index = indexOf(this.bob, link);
    return [link, index, this.bob.on(link)[this.type]];
  }
}

familiesTest(
  'a group that was joined on one link, by any name of it, is heard by that link alone',
  async (network, type) => {
    const groups = await Groups.open(network, type);
    const { receiver } = groups;
    for (const link of LINKS) {
      for (const name of groups.namesOf(link)) {
        await receiver.addMembership(GROUP[type], name);
        await groups.assertHeard(link);
        await receiver.dropMembership(GROUP[type], link);
      }
    }
    await groups.assertHeard();
  },
  { quick: true },
);

familiesTest('a group that was joined on all links is heard by each', async (network, type) => {
  const groups = await Groups.open(network, type);
  const { receiver } = groups;
  await receiver.addMembership(GROUP[type], '*');
  assert.equal((await receiver.memberships()).length, ['lo', ...LINKS].length);
  await groups.assertHeard('left', 'right');
  await receiver.dropMembership(GROUP[type], 'left');
  await groups.assertHeard('right');
  await receiver.addMembership(GROUP[type], '*');
  await groups.assertHeard('left', 'right');
  await receiver.dropMembership(GROUP[type], '*');
  await groups.assertHeard();
  assert.deepEqual(await receiver.memberships(), []);
});

familiesTest(
  'the membership that ends where a group is left without an interface is told',
  async (network, type) => {
    const groups = await Groups.open(network, type);
    const { bob, receiver } = groups;
    const group = GROUP[type];
    // IPv6 has such a route by itself.
    if (type === 'udp4') bob.ip(`route add ${group} dev left`);
    await receiver.addMembership(group);
    const chosen: Link = (await groups.over('left')).length > 0 ? 'left' : 'right';
    const other: Link = chosen === 'left' ? 'right' : 'left';
    await groups.assertHeard(chosen);
    await receiver.addMembership(group, other);
    await groups.assertHeard('left', 'right');
    await receiver.dropMembership(group);
    // IPv4 leaves by the interface that the system would choose now, IPv6 the newest.
    await groups.assertHeard(type === 'udp4' ? other : chosen);
    const left = type === 'udp4' ? { group, interface: indexOf(bob, other) } : { group };
    assert.deepEqual(await receiver.memberships(), [left]);
  },
);

networkTest(
  'where one of all interfaces refuses a group, it is joined on none',
  async (network) => {
    const groups = await Groups.open(network, 'udp4');
    const { bob, receiver } = groups;
    // Of a socket: fewer than there are interfaces.
    bob.command(['tee', '/proc/sys/net/ipv4/igmp_max_memberships'], '2');
    await assert.rejects(receiver.addMembership(GROUP.udp4, '*'), /ENOBUFS/);
    assert.deepEqual(await receiver.memberships(), []);
    await groups.assertHeard();
    await receiver.addMembership(GROUP.udp4, 'left');
    await groups.assertHeard('left');
  },
  { quick: true },
);

familiesTest(
  'where a group is left on a link, what was joined there of its sources ends',
  async (network, type) => {
    const groups = await Groups.open(network, type);
    const { alice, bob, receiver } = groups;
    const group = GROUP[type];
    for (const link of LINKS) {
      await receiver.addSourceSpecificMembership(alice.on(link)[type], group, link);
    }
    // Of IPv6 the kernel asks the newest membership of a group for its sources, whatever the link.
    await groups.assertHeard(...(type === 'udp4' ? LINKS : (['right'] as const)));
    await receiver.dropMembership(group, 'left');
    await groups.assertHeard('right');
    const right = { group, source: alice.on('right')[type], interface: indexOf(bob, 'right') };
    assert.deepEqual(await receiver.memberships(), [right]);
  },
);

familiesTest('a source is blocked on the link where it was blocked', async (network, type) => {
  const groups = await Groups.open(network, type);
  const { alice, receiver } = groups;
  for (const link of LINKS) await receiver.addMembership(GROUP[type], link);
  for (const name of groups.namesOf('left')) {
    await receiver.blockSource(alice.on('left')[type], GROUP[type], name);
    await groups.assertHeard('right');
    await receiver.unblockSource(alice.on('left')[type], GROUP[type], name);
    await groups.assertHeard('left', 'right');
  }
});

familiesTest(
  'a group that another socket has joined is not heard without multicastAll',
  async (network, type) => {
    const groups = await Groups.open(network, type);
    const member = await groups.bob.open({ type, address: ANY[type] });
    await member.addMembership(GROUP[type], 'left');
    await groups.assertHeard('left');
    await groups.receiver.setOption('multicastAll', false);
    await groups.assertHeard();
  },
);

familiesTest('the interface of a socket is named by its name', async (network, type) => {
  const groups = await Groups.open(network, type);
  const { alice, sender, receiver } = groups;
  await receiver.addMembership(GROUP[type], '*');
  const { port } = await receiver.address();
  for (const link of LINKS) {
    await sender.setMulticastInterface(link);
    const { end } = await sender.send({ port, address: GROUP[type] }, [SHORTEST]);
    const from = `${alice.on(link)[type]} ${(await sender.address()).port}`;
    assert.deepEqual(
      (await receiver.take(end - 1)).map((arrival) => arrival.from),
      [from],
    );
  }
});
