import type { Context } from '../support/context';
import type { Socket } from '../support/dgram';
import { scenario } from '../support/differential';

/** On the loopback interface: nothing of this leaves the machine. */
const GROUP = { udp4: '224.0.0.114', udp6: 'ff02::114' };
const INTERFACE = { udp4: '127.0.0.1', udp6: '::1%lo' };

/** All-hosts groups are never announced, whatever interface the kernel chooses. */
const ALL_HOSTS = { udp4: '224.0.0.1', udp6: 'ff02::1' };

async function listener(context: Context, name = 'server'): Promise<Socket> {
  const socket = context.socket(name);
  await context.bind(socket, name, context.any);
  return socket;
}

scenario('a member on the loopback interface gets what is sent to the group', async (context) => {
  const server = await listener(context);
  const client = await listener(context, 'client');
  const group = GROUP[context.type];
  const on = INTERFACE[context.type];
  context.call(server, 'addMembership', group, on);
  context.call(client, 'setMulticastInterface', on);
  context.call(client, 'setMulticastLoopback', true);
  context.call(client, 'setMulticastTTL', 1);
  context.record(server, 'server', ['message']);
  const received = context.messages(server, 2);
  for (const text of ['one', 'two'])
    client.send(text, server.address().port, group, context.callback(text));
  await received;
});

scenario('after dropMembership nothing of the group arrives', async (context) => {
  const server = await listener(context);
  const other = context.socket('other', { reuseAddr: true });
  await context.bind(other, 'other', context.any);
  const client = await listener(context, 'client');
  const group = GROUP[context.type];
  const on = INTERFACE[context.type];
  context.call(server, 'addMembership', group, on);
  context.call(server, 'dropMembership', group, on);
  client.setMulticastInterface(on);
  context.record(server, 'server', ['message']);
  const { port } = server.address();
  await new Promise<void>((resolve) => client.send('to the group', port, group, () => resolve()));
  const received = context.messages(server, 1);
  await new Promise<void>((resolve) =>
    client.send('to the socket', port, context.loopback, () => resolve()),
  );
  await received;
});

scenario('without setMulticastLoopback nothing comes back', async (context) => {
  const server = await listener(context);
  const client = await listener(context, 'client');
  const group = GROUP[context.type];
  const on = INTERFACE[context.type];
  server.addMembership(group, on);
  client.setMulticastInterface(on);
  context.call(client, 'setMulticastLoopback', false);
  context.record(server, 'server', ['message']);
  const { port } = server.address();
  const received = context.messages(server, 1);
  await new Promise<void>((resolve) => client.send('silent', port, group, () => resolve()));
  await new Promise<void>((resolve) =>
    client.send('to the socket', port, context.loopback, () => resolve()),
  );
  await received;
});

scenario(
  'joining twice is EADDRINUSE, leaving twice EADDRNOTAVAIL',
  { families: true },
  async (context) => {
    const socket = await listener(context);
    const group = GROUP[context.type];
    const on = INTERFACE[context.type];
    for (const method of [
      'addMembership',
      'addMembership',
      'dropMembership',
      'dropMembership',
      'addMembership',
    ]) {
      context.call(socket, method, group, on);
    }
  },
);

scenario('groups and interfaces that are none', { families: true }, async (context) => {
  const socket = await listener(context);
  const group = GROUP[context.type];
  const on = INTERFACE[context.type];
  for (const method of ['addMembership', 'dropMembership']) {
    for (const bad of [undefined, null, '', 0, false, NaN]) context.call(socket, method, bad, on);
    for (const bad of [
      'nonsense',
      context.loopback,
      context.foreign,
      '224.0.0.256',
      'ff02::zz',
      '224.0.0',
      'localhost',
    ]) {
      context.call(socket, method, bad, on);
    }
    const foreign = context.type === 'udp4' ? GROUP.udp6 : GROUP.udp4;
    context.call(socket, method, foreign, on);
    for (const bad of ['nonsense', '300.1.1.1', '192.0.2.77', context.foreign]) {
      context.call(socket, method, group, bad);
    }
  }
  context.call(socket, 'addMembership');
  context.call(socket, 'dropMembership');
});

for (const method of ['addMembership', 'setMulticastInterface']) {
  const args = method === 'addMembership' ? [GROUP.udp4] : [];

  scenario(
    `an interface's name is EINVAL for ${method} on IPv4`,
    { differs: 'it names the interface' },
    async (context) => {
      // Surprise 8.
      const socket = await listener(context);
      context.call(socket, method, ...args, 'lo');
    },
  );
}

scenario(
  "an interface's index is no argument of addMembership on IPv4",
  { differs: 'it names the interface' },
  async (context) => {
    const socket = await listener(context);
    context.call(socket, 'addMembership', GROUP.udp4, 1);
  },
);

scenario('setMulticastInterface takes no index', { families: true }, async (context) => {
  const socket = await listener(context);
  context.call(socket, 'setMulticastInterface', 1);
});

scenario(
  "an interface's name and index are EINVAL on IPv6",
  { differs: 'they name the interface' },
  async (context) => {
    const six = context.socket('six', 'udp6');
    await context.bind(six, 'six', '::');
    context.call(six, 'addMembership', GROUP.udp6, 'lo');
    context.call(six, 'dropMembership', GROUP.udp6, 1);
    context.call(six, 'setMulticastInterface', 'lo');
  },
);

scenario('a star is no interface', { families: true, differs: 'it means all' }, async (context) => {
  const socket = await listener(context);
  context.call(socket, 'addMembership', GROUP[context.type], '*');
});

scenario(
  'an IPv6 address without a zone lets the kernel choose the interface',
  { differs: 'it means the interface that has it' },
  async (context) => {
    const six = context.socket('six', 'udp6');
    await context.bind(six, 'six', '::');
    context.call(six, 'addMembership', GROUP.udp6, '::1');
    context.call(six, 'addMembership', GROUP.udp6, '::1%lo');
  },
);

scenario('an IPv6 interface is named by its zone', async (context) => {
  const six = context.socket('six', 'udp6');
  await context.bind(six, 'six', '::');
  context.call(six, 'addMembership', GROUP.udp6, '::%lo');
  context.call(six, 'addMembership', GROUP.udp6, '::%1');
  context.call(six, 'addMembership', ALL_HOSTS.udp6, '::%nothing');
});

scenario(
  'groups and interfaces that are no text abort nothing',
  { families: true },
  async (context) => {
    const socket = await listener(context);
    const on = INTERFACE[context.type];
    for (const odd of [1, true, {}, ['224.0.0.114']]) {
      context.call(socket, 'addMembership', odd, on);
      context.call(socket, 'dropMembership', odd, on);
    }
    for (const odd of [1.5, -1, true, {}, 0, false])
      context.call(socket, 'addMembership', ALL_HOSTS[context.type], odd);
  },
);

scenario(
  'addMembership without an interface lets the kernel choose',
  { families: true },
  async (context) => {
    const socket = await listener(context);
    for (const none of [[], [undefined], [null]]) {
      context.call(socket, 'addMembership', ALL_HOSTS[context.type], ...none);
      context.call(socket, 'dropMembership', ALL_HOSTS[context.type], ...none);
    }
  },
);

scenario(
  'addMembership on an unbound socket binds it underneath',
  { families: true },
  async (context) => {
    const socket = context.socket('socket');
    context.record(socket, 'socket');
    context.call(socket, 'addMembership', GROUP[context.type], INTERFACE[context.type]);
    context.call(socket, 'address');
    context.call(socket, 'setTTL', 3);
    await context.turns();
    const settled = Promise.race([
      context.next(socket, 'listening'),
      context.next(socket, 'error'),
    ]);
    context.call(socket, 'bind', 0, context.any);
    await settled;
    context.call(socket, 'address');
  },
);

scenario('dropMembership on an unbound socket', { families: true }, (context) => {
  const socket = context.socket('socket');
  context.call(socket, 'dropMembership', GROUP[context.type], INTERFACE[context.type]);
  context.call(socket, 'address');
});

scenario(
  'setMulticastInterface takes addresses of the family',
  { families: true },
  async (context) => {
    const socket = await listener(context);
    const addresses: unknown[] = [
      '127.0.0.1',
      '0.0.0.0',
      '192.0.2.77',
      '2001:db8::77',
      '::',
      '::%lo',
      '::1%lo',
      '::%1',
      '::%nothing',
      'fe80::1%lo',
      '',
      'nonsense',
      '300.0.0.1',
      'localhost',
    ];
    if (context.type === 'udp4') addresses.push('::1');
    for (const address of addresses) context.call(socket, 'setMulticastInterface', address);
    for (const wrong of [undefined, null, 0, -1, 1.5, true, {}, []])
      context.call(socket, 'setMulticastInterface', wrong);
    context.call(socket, 'setMulticastInterface');
  },
);

scenario(
  'a group that was joined on an interface is left without one as the system chooses',
  { families: true },
  async (context) => {
    const socket = await listener(context);
    context.call(socket, 'addMembership', GROUP[context.type], INTERFACE[context.type]);
    context.call(socket, 'dropMembership', GROUP[context.type]);
    context.call(socket, 'dropMembership', GROUP[context.type], INTERFACE[context.type]);
  },
);
