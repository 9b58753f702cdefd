import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { processScenario } from '../support/child';
import type { Context } from '../support/context';
import { scenario } from '../support/differential';

/** A device, a terminal (which a container may lack), a directory and a file. */
const FILES = ['/dev/null', '/dev/ptmx', os.tmpdir(), process.execPath];

/** Binds to a descriptor that is no UDP socket. */
function refuse(context: Context, label: string, fd: number): void {
  const socket = context.socket(label);
  context.record(socket, label);
  context.attempt(label, () => socket.bind({ fd }, context.callback('never')));
  context.call(socket, 'address');
}

scenario(
  'a descriptor of a file, a directory or a device is refused',
  { families: true },
  (context) => {
    for (const file of FILES.filter((name) => fs.existsSync(name))) {
      const fd = fs.openSync(file, 'r');
      refuse(context, path.basename(file), fd);
      fs.closeSync(fd);
    }
  },
);

scenario('a descriptor of a TCP socket is refused', { families: true }, async (context) => {
  const server = net.createServer();
  await new Promise<void>((resolve) => server.listen(0, context.loopback, resolve));
  const { fd } = Reflect.get(server, '_handle') as { fd: number };
  refuse(context, 'tcp', fd);
  server.close();
});

scenario('a descriptor that is not open is refused', { families: true }, (context) => {
  refuse(context, 'closed descriptor', 999_999);
  refuse(context, 'greatest descriptor', 2 ** 31 - 1);
});

scenario('a descriptor is more important than port and address', (context) => {
  const socket = context.socket('socket');
  context.record(socket, 'socket');
  context.call(socket, 'bind', { fd: 999_999, port: 0, address: context.loopback });
});

processScenario(
  'a descriptor of a UDP socket is taken over, synchronously',
  { inheritsSocket: true },
  (dgram) => {
    const socket = dgram.createSocket('udp4');
    socket.on('listening', () => console.log('listening', socket.address()));
    const returned = socket.bind({ fd: 3 }, () => console.log('callback'));
    console.log('bind returned', returned === socket);
    socket.on('message', (message, rinfo) => {
      console.log('message', String(message), rinfo.address, rinfo.size);
      socket.close(() => console.log('closed'));
    });
    const client = dgram.createSocket('udp4');
    client.send('hello', socket.address().port, '127.0.0.1', () => client.close());
  },
);

processScenario(
  'options of the socket and other keys do not matter to a taken descriptor',
  { inheritsSocket: true },
  (dgram) => {
    const socket = dgram.createSocket({ type: 'udp4', reuseAddr: true, recvBufferSize: 9000 });
    socket.bind({ fd: 3, port: 1, address: 'nowhere.invalid', exclusive: true });
    console.log(socket.address(), socket.getRecvBufferSize());
    socket.setTTL(7);
    socket.close(() => console.log('closed'));
  },
);

processScenario(
  'a udp6 socket takes an IPv4 descriptor and shows its IPv4 address',
  { inheritsSocket: true },
  (dgram) => {
    const socket = dgram.createSocket('udp6');
    try {
      socket.bind({ fd: 3 });
      console.log(socket.address());
    } catch (error) {
      console.log((error as Error).message);
    }
    socket.close();
  },
);

processScenario(
  'an unref on a socket before it takes a descriptor lasts',
  { inheritsSocket: true },
  (dgram) => {
    const socket = dgram.createSocket('udp4');
    socket.unref();
    socket.bind({ fd: 3 }, () => console.log('listening'));
    process.on('exit', () => console.log('exit'));
  },
);

processScenario("a descriptor is not taken from another socket's handle", {}, (dgram) => {
  const owner = dgram.createSocket('udp4');
  owner.bind(0, '127.0.0.1', () => {
    const { fd } = Reflect.get(owner, '_handle') ?? {};
    // The accessor is gone from Node 26.
    console.log(typeof fd);
    const other = dgram.createSocket('udp4');
    other.on('error', ({ code, message }: NodeJS.ErrnoException) => console.log(code, message));
    if (fd !== undefined) {
      try {
        other.bind({ fd }, () => console.log('bound'));
      } catch (error) {
        console.log((error as Error).message);
      }
    }
    for (const socket of [other, owner]) socket.close();
  });
});
