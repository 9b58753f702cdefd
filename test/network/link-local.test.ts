import assert from 'node:assert/strict';
import type { Implementation } from '../support/dgram';
import type { Tools } from '../support/program';
import { runBoth } from './support/both';
import { run } from './support/datagrams';
import { LINK, networkTest } from './support/network';
import { nameOf, transfer } from './support/transfer';

/** Sends to itself by a link-local address, then by a link-local group, and shows the senders. */
function sendToItself(
  { dgram, print }: Tools,
  implementation: Implementation,
  address: string,
  link: string,
): void {
  const socket = dgram(implementation).createSocket('udp6');
  socket.on('message', (message, { address, family, size }) => {
    print(String(message), address, family, size);
    if (String(message) === 'to the group') socket.close();
  });
  socket.bind(0, '::', () => {
    const { port } = socket.address();
    socket.send('to the address', port, `${address}%${link}`, () => {
      socket.addMembership('ff02::114', `::%${link}`);
      socket.setMulticastInterface(`::%${link}`);
      socket.send('to the group', port, 'ff02::114');
    });
  });
}

networkTest(
  "a link-local sender's address carries its interface, unicast and multicast",
  async (network) => {
    const [alice] = await network.hosts();
    const { linkLocal } = alice.on(LINK);
    const lines = await runBoth(alice, sendToItself, linkLocal, LINK);
    const sender = `${linkLocal}%${LINK} IPv6`;
    assert.deepEqual(lines, [`to the address ${sender} 14`, `to the group ${sender} 12`]);
  },
  { quick: true },
);

networkTest('trains between link-local addresses arrive, both ways', async (network) => {
  const { alice, bob, sender, receiver } = await network.pair('udp6', {
    sender: { address: '::' },
    receiver: { address: '::' },
  });
  const zoned = async (host: typeof alice, endpoint: typeof sender) => ({
    port: (await endpoint.address()).port,
    address: `${host.on(LINK).linkLocal}%${LINK}`,
  });
  const [here, there] = [await zoned(alice, sender), await zoned(bob, receiver)];
  const lengths = [...run(30, 1000), 24, ...run(5, 3000)];
  for (let round = 0; round < 3; round += 1) {
    await transfer(sender, receiver, lengths, {
      to: there,
      from: `${here.address} ${here.port}`,
    });
    await transfer(receiver, sender, lengths, {
      to: here,
      from: `${there.address} ${there.port}`,
    });
  }
});

networkTest(
  'sockets bound and connected to link-local addresses reach each other',
  async (network) => {
    const [alice, bob] = await network.hosts();
    const type = 'udp6';
    const sender = await alice.open({ type, address: `${alice.on(LINK).linkLocal}%${LINK}` });
    const receiver = await bob.open({ type, address: `${bob.on(LINK).linkLocal}%${LINK}` });
    await transfer(sender, receiver, run(30, 1000));
    await sender.connect(await receiver.address());
    await receiver.connect(await sender.address());
    await transfer(sender, receiver, run(30, 1000), { to: null });
    await transfer(receiver, sender, run(30, 1000), { to: null });
  },
);

networkTest('the zone chooses among links whose addresses are the same', async (network) => {
  const links = ['left', 'right'];
  const [alice, bob] = await network.hosts(links);
  const type = 'udp6';
  const sender = await alice.open({ type, address: '::' });
  const receivers = new Map<string, Awaited<ReturnType<typeof bob.open>>>();
  for (const link of links) {
    const address = `${bob.on(link).linkLocal}%${link}`;
    receivers.set(link, await bob.open({ type, address, port: 5000 }));
  }
  const { port } = await sender.address();
  for (let round = 0; round < 3; round += 1) {
    for (const [link, receiver] of receivers) {
      const to = { port: 5000, address: (await nameOf(receiver)).split(' ')[0] as string };
      const from = `${alice.on(link).linkLocal}%${link} ${port}`;
      await transfer(sender, receiver, run(20, 500), { to, from });
    }
  }
});

networkTest(
  'a zone leads to the link that has its name now, and senders are told by it',
  async (network) => {
    const [alice, bob] = await network.hosts(['left', 'right']);
    const type = 'udp6';
    const here = await alice.open({ type, address: '::' });
    const there = {
      left: await bob.open({ type, address: `${bob.on('left').linkLocal}%left`, port: 5000 }),
      right: await bob.open({ type, address: `${bob.on('right').linkLocal}%right`, port: 5000 }),
    };
    const { port } = await here.address();
    /** Asserts which end of Bob's is at which of Alice's links. */
    const assertLeads = async (name: string, end: keyof typeof there): Promise<void> => {
      const address = `${bob.on(end).linkLocal}%${name}`;
      const back = { port, address: `${alice.on(end).linkLocal}%${end}` };
      const to = { port: 5000, address };
      await transfer(here, there[end], run(20, 500), { to, from: `${back.address} ${port}` });
      await transfer(there[end], here, run(20, 500), { to: back, from: `${address} 5000` });
    };
    await assertLeads('left', 'left');
    await assertLeads('right', 'right');
    alice.exchangeNames('left', 'right');
    await assertLeads('left', 'right');
    await assertLeads('right', 'left');
  },
);
