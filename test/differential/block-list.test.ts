import { BlockList } from 'node:net';
import type { Context } from '../support/context';
import { scenario as anyScenario, type Scenario } from '../support/differential';

const scenario = (name: string, run: Scenario): void =>
  anyScenario(name, { families: true, requires: 'receiveBlockList' }, run);

function blocking(context: Context, address: string = context.loopback): BlockList {
  const list = new BlockList();
  list.addAddress(address, address.includes(':') ? 'ipv6' : 'ipv4');
  return list;
}

scenario('block lists are BlockLists, or falsy', (context) => {
  for (const option of ['receiveBlockList', 'sendBlockList']) {
    const lists = [new BlockList(), Object.create(BlockList.prototype)];
    for (const list of [null, undefined, 0, '', false, 1, true, 'list', {}, [], ...lists]) {
      context.attempt(`${option}`, () => {
        context.socket('socket', { [option]: list });
      });
    }
  }
  const bad = { type: 'bad', recvBufferSize: -1, receiveBlockList: 1, sendBlockList: 1, lookup: 1 };
  context.call(context.dgram, 'createSocket', bad);
  context.call(context.dgram, 'createSocket', { ...bad, recvBufferSize: 1 });
  context.call(context.dgram, 'createSocket', {
    ...bad,
    recvBufferSize: 1,
    receiveBlockList: null,
  });
});

scenario('a datagram from a blocked address is dropped', async (context) => {
  const receiveBlockList = new BlockList();
  const server = await context.bound('server', { receiveBlockList });
  const client = await context.bound('client');
  context.record(server, 'server', ['message', 'error']);
  const first = context.messages(server, 1);
  await context.sent(client, 'before', server);
  await first;
  receiveBlockList.addAddress(context.loopback, context.type === 'udp4' ? 'ipv4' : 'ipv6');
  for (let index = 0; index < 3; index += 1) await context.sent(client, 'blocked', server);
  await context.turns();
});

scenario('a send to a blocked address tells its callback, else nobody', async (context) => {
  const server = await context.bound('server');
  const socket = await context.bound('socket', { sendBlockList: blocking(context) });
  context.record(socket, 'socket');
  const sent = context.callback('sent');
  context.call(socket, 'send', 'x', server.address().port, context.loopback, sent);
  await sent.called;
  context.call(socket, 'send', 'x', server.address().port, context.loopback);
  await context.turns();
});

scenario('a connect to a blocked address fails', async (context) => {
  const server = await context.bound('server');
  const { port } = server.address();
  for (const withCallback of [true, false]) {
    const socket = await context.bound('socket', { sendBlockList: blocking(context) });
    context.record(socket, 'socket');
    const connected = context.callback('connected');
    const failed = context.next(socket, 'error');
    context.call(socket, 'connect', port, context.loopback, ...(withCallback ? [connected] : []));
    await (withCallback ? connected.called : failed);
    context.call(socket, 'remoteAddress');
  }
});

scenario('a list that is filled after the connect blocks no send', async (context) => {
  const sendBlockList = new BlockList();
  const server = await context.bound('server');
  const socket = await context.bound('socket', { sendBlockList });
  await new Promise<void>((resolve) =>
    socket.connect(server.address().port, context.loopback, resolve),
  );
  sendBlockList.addAddress(context.loopback, context.type === 'udp4' ? 'ipv4' : 'ipv6');
  context.record(server, 'server', ['message']);
  const received = context.messages(server, 1);
  context.call(socket, 'send', 'x', context.callback('sent'));
  await received;
});

scenario('a list blocks what a name resolves to', async (context) => {
  const socket = context.socket('socket', {
    sendBlockList: blocking(context),
    lookup: (_name, _options, callback) => callback(null, context.loopback, 4),
  });
  const sent = context.callback('sent');
  context.call(socket, 'send', 'x', 9, 'some.name', sent);
  await sent.called;
});
