import type { Context } from '../support/context';
import type { Socket } from '../support/dgram';
import { scenario } from '../support/differential';

/** On the loopback interface: nothing of this leaves the machine. */
const SOURCE = { udp4: '127.0.0.1', udp6: '::1' };
const GROUP = { udp4: '232.1.1.1', udp6: 'ff32::1:1' };
const INTERFACE = { udp4: '127.0.0.1', udp6: '::1%lo' };

async function listener(context: Context, name = 'server'): Promise<Socket> {
  const socket = context.socket(name);
  await context.bind(socket, name, context.any);
  return socket;
}

scenario('a member hears the source that it asked for, and no other', async (context) => {
  const server = await listener(context);
  context.call(server, 'addSourceSpecificMembership', SOURCE.udp4, GROUP.udp4, INTERFACE.udp4);
  context.record(server, 'server', ['message']);
  const { port } = server.address();
  const wanted = context.socket('wanted');
  await context.bind(wanted, 'wanted', '127.0.0.1');
  const stranger = context.socket('stranger');
  await context.bind(stranger, 'stranger', '127.0.0.2');
  const received = context.messages(server, 2);
  for (const socket of [stranger, wanted]) {
    socket.setMulticastInterface('127.0.0.1');
    await new Promise<void>((resolve) =>
      socket.send('to the group', port, GROUP.udp4, () => resolve()),
    );
  }
  await new Promise<void>((resolve) =>
    stranger.send('to the socket', port, '127.0.0.1', () => resolve()),
  );
  await received;
});

scenario('joining and leaving a source, and twice', { families: true }, async (context) => {
  const socket = await listener(context);
  const args = [SOURCE[context.type], GROUP[context.type], INTERFACE[context.type]];
  for (const method of ['add', 'add', 'drop', 'drop', 'add', 'drop']) {
    context.call(socket, `${method}SourceSpecificMembership`, ...args);
  }
});

scenario('sources, groups and interfaces that are none', { families: true }, async (context) => {
  const socket = await listener(context);
  const source = SOURCE[context.type];
  const group = GROUP[context.type];
  const on = INTERFACE[context.type];
  for (const method of ['addSourceSpecificMembership', 'dropSourceSpecificMembership']) {
    for (const wrong of [undefined, null, 1, true, {}, []]) {
      context.call(socket, method, wrong, group, on);
      context.call(socket, method, source, wrong, on);
      context.call(socket, method, wrong, wrong, on);
    }
    for (const wrong of ['', 'nonsense', context.foreign, '300.0.0.1', 'localhost']) {
      context.call(socket, method, wrong, group, on);
      context.call(socket, method, source, wrong, on);
      context.call(socket, method, source, group, wrong);
    }
    context.call(socket, method, source, source, on);
    context.call(socket, method);
  }
});

scenario(
  "an interface's name is EINVAL for a source",
  { families: true, differs: 'it names the interface' },
  async (context) => {
    const socket = await listener(context);
    const { type } = context;
    context.call(socket, 'addSourceSpecificMembership', SOURCE[type], GROUP[type], 'lo');
  },
);

scenario('source memberships before bind', { families: true }, (context) => {
  const socket = context.socket('socket');
  const args = [SOURCE[context.type], GROUP[context.type], INTERFACE[context.type]];
  context.call(socket, 'dropSourceSpecificMembership', ...args);
  context.call(socket, 'addSourceSpecificMembership', ...args);
  context.call(socket, 'address');
});
