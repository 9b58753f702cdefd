import assert from 'node:assert/strict';
import test from 'node:test';
import type { Socket } from 'fast-dgram';
import { printed } from '../support/expect';
import { run, type Tools } from '../support/program';
import { datagrams, socketTest } from '../support/sockets';
import { LOOPBACK_INDEX, toldOf } from '../support/told';

const ARRIVED = { truncated: false, interfaceIndex: LOOPBACK_INDEX, interfaceName: 'lo' };

/** What a receiver is told of a datagram that goes to its port there. */
async function toldAbout(sender: Socket, receiver: Socket, address: string): Promise<object> {
  const received = datagrams(receiver, 1);
  sender.send('x', receiver.address().port, address);
  const [[, remote] = assert.fail()] = await received;
  return toldOf(remote);
}

socketTest('a socket on all addresses is told which one was asked', async (sockets) => {
  const receiver = sockets.bound({ receiveInfo: ['destination'] }, '0.0.0.0');
  const sender = sockets.bound();
  for (const address of ['127.0.0.5', '127.0.0.1', '127.1.2.3']) {
    assert.deepEqual(await toldAbout(sender, receiver, address), {
      ...ARRIVED,
      ...{ destinationAddress: address, localAddress: address },
    });
  }
});

socketTest('an IPv6 socket on all addresses is told which IPv4 one was asked', async (sockets) => {
  const receiver = sockets.bound({ type: 'udp6', receiveInfo: ['destination'] }, '::');
  const told = { destinationAddress: '::ffff:127.0.0.5', localAddress: '::ffff:127.0.0.5' };
  const sender = sockets.bound();
  assert.deepEqual(await toldAbout(sender, receiver, '127.0.0.5'), { ...ARRIVED, ...told });
});

socketTest('of a group and of everybody it is told with its own address', async (sockets) => {
  const receiver = sockets.bound({ receiveInfo: ['destination'] }, '0.0.0.0');
  receiver.addMembership('239.255.4.7', '127.0.0.1');
  const sender = sockets.bound();
  sender.setMulticastInterface('127.0.0.1');
  sender.setBroadcast(true);
  for (const address of ['239.255.4.7', '127.255.255.255']) {
    assert.deepEqual(await toldAbout(sender, receiver, address), {
      ...ARRIVED,
      ...{ destinationAddress: address, localAddress: '127.0.0.1' },
    });
  }
});

/** Hands a descriptor with a datagram that waits to a process that asks to be told. */
function takeOver({ fast, print, require }: Tools, type: 'udp4' | 'udp6', any: string): void {
  const { spawnSync } = require('node:child_process') as typeof import('node:child_process');
  const sender = fast.createSocket('udp4');
  if (process.argv[2] === 'child') {
    const socket = fast.createSocket({ type, receiveInfo: ['destination'] });
    socket.on('message', (message, { address, family, port, size, ...told }) => {
      print(String(message), JSON.stringify(told));
      if (String(message) === 'later') socket.close();
    });
    socket.bind({ fd: 3 } as never, () => {
      sender.send('later', socket.address().port, '127.0.0.5', () => sender.close());
    });
    return;
  }
  const socket = fast.createSocket(type);
  const { port } = socket.bindSync({ address: any });
  sender.bindSync({ address: '127.0.0.1' });
  sender.send('earlier', port, '127.0.0.5');
  // What was sent leaves; and nothing is read before the child has ended.
  sender.close();
  const stdio = ['ignore', 'inherit', 'inherit', socket.fd] as const;
  spawnSync(process.execPath, [__filename, 'child'], { stdio: [...stdio] });
  socket.close();
}

for (const [type, any, prefix] of [
  ['udp4', '0.0.0.0', ''],
  ['udp6', '::', '::ffff:'],
] as const) {
  test(`of IPv4 that came before it was asked a ${type} socket is told what is known`, async () => {
    const address = `${prefix}127.0.0.5`;
    const known = { truncated: false, destinationAddress: address };
    const all = {
      ...known,
      ...{ localAddress: address, interfaceIndex: LOOPBACK_INDEX, interfaceName: 'lo' },
    };
    printed(
      await run({}, takeOver, type, any),
      `earlier ${JSON.stringify(known)}`,
      `later ${JSON.stringify(all)}`,
    );
  });
}
