import assert from 'node:assert/strict';
import { readFileSync, readlinkSync } from 'node:fs';
import { createSocket, type Socket } from 'fast-dgram';
import { socketTest } from '../support/sockets';

/** The kernel's number of the socket that a descriptor of this process refers to. */
function inode(descriptor: number): string {
  const [, number] = /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/self/fd/${descriptor}`)) ?? [];
  return number ?? 'no socket';
}

/** The kernel's number of the socket that is bound to a port. */
function inodeOfPort(socket: Socket): string | undefined {
  const table = socket.type === 'udp4' ? 'udp' : 'udp6';
  const port = socket.address().port.toString(16).toUpperCase().padStart(4, '0');
  const line = readFileSync(`/proc/self/net/${table}`, 'utf8')
    .split('\n')
    .find((text) => text.includes(`:${port} `));
  return line?.trim().split(/\s+/)[9];
}

for (const type of ['udp4', 'udp6'] as const) {
  socketTest(`fd is the descriptor of the bound ${type} socket, and of no other`, (sockets) => {
    const all = [sockets.bound(type), sockets.bound(type)];
    for (const socket of all) assert.equal(inode(socket.fd), inodeOfPort(socket));
    assert.equal(new Set(all.map(({ fd }) => fd)).size, 2);
  });
}

socketTest('fd is -1 before the bind and once the socket is closed', async (sockets) => {
  const socket = sockets.unbound();
  assert.equal(socket.fd, -1);
  socket.bind(0, '127.0.0.1');
  assert.equal(socket.fd, -1);
  await new Promise<void>((resolve) => socket.once('listening', resolve));
  const { fd } = socket;
  assert.ok(fd > 2);
  socket.connectSync(9, '127.0.0.1');
  assert.equal(socket.fd, fd);
  socket.close();
  assert.equal(socket.fd, -1);
});

socketTest('an option takes the descriptor that the bind keeps', (sockets) => {
  const socket = sockets.unbound();
  socket.setOption('ttl', 9);
  const { fd } = socket;
  assert.notEqual(inode(fd), 'no socket');
  socket.bindSync();
  assert.equal(socket.fd, fd);
  assert.equal(inode(fd), inodeOfPort(socket));
});

socketTest('a socket that was opened for an option and closed leaves no descriptor', async () => {
  const socket = createSocket('udp4');
  socket.setOption('ttl', 9);
  const number = inode(socket.fd);
  const { fd } = socket;
  await socket[Symbol.asyncDispose]();
  const now = ((): string => {
    try {
      return inode(fd);
    } catch {
      return 'closed';
    }
  })();
  assert.notEqual(now, number);
});

socketTest("a program's own fd takes the place of a socket's, and of no other's", (sockets) => {
  const socket = sockets.bound();
  const other = sockets.bound();
  const { fd } = other;
  Object.assign(socket, { fd: 'its own' });
  assert.deepEqual(
    { ...Object.getOwnPropertyDescriptor(socket, 'fd') },
    {
      ...{ value: 'its own', writable: true, enumerable: true, configurable: true },
    },
  );
  assert.equal(other.fd, fd);
});
