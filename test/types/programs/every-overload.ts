// A program on the types of node:dgram that uses every overload, event and option of it that
// Node 20 has. It is compiled, not run, with `node:dgram` replaced by `fast-dgram` too.

import * as namespace from 'node:dgram';
import dgram, {
  type BindOptions,
  createSocket,
  type RemoteInfo,
  Socket,
  type SocketOptions,
  type SocketType,
} from 'node:dgram';
import { lookup } from 'node:dns';
import { type EventEmitter, on, once } from 'node:events';
import type { AddressInfo } from 'node:net';

const type: SocketType = 'udp6';
const bare: SocketOptions = { type };
const full: SocketOptions = {
  type: 'udp4',
  reuseAddr: true,
  ipv6Only: false,
  recvBufferSize: 65_536,
  sendBufferSize: undefined,
  lookup,
  signal: new AbortController().signal,
};
const ownLookup: SocketOptions = {
  type: 'udp4',
  lookup: (hostname, options, callback) => {
    const family: unknown = options.family;
    callback(null, `${hostname}${family}`, 4);
    const error: NodeJS.ErrnoException = new Error('no such host');
    callback(error, '', 4);
  },
};

function onMessage(message: Buffer, remote: RemoteInfo): void {
  const { address, family, port, size } = remote;
  const both: 'IPv4' | 'IPv6' = family;
  const numbers: number[] = [port, size, message.length, message.readUInt8(0)];
  console.log(address.toUpperCase(), both, numbers, message.toString('hex'));
}

const socket: Socket = createSocket('udp4');
const sockets: dgram.Socket[] = [
  socket,
  createSocket(type, onMessage),
  createSocket({ type: 'udp4' }, onMessage),
  createSocket(bare),
  dgram.createSocket(full, (message, { port }) => console.log(message.byteLength + port)),
  namespace.createSocket(ownLookup),
];
const classes: (typeof Socket)[] = [dgram.Socket, namespace.Socket];
const isSocket: boolean = sockets.every((each) => each instanceof Socket);
const isEmitter: EventEmitter = socket;

// bind
const bindOptions: BindOptions = { port: 1, address: 'localhost', exclusive: true, fd: 3 };
const chained: Socket = socket
  .bind()
  .bind(1)
  .bind(1, 'localhost')
  .bind(1, 'localhost', () => {})
  .bind(1, () => {})
  .bind(() => {})
  .bind({})
  .bind(bindOptions)
  .bind(bindOptions, () => {})
  .close()
  .close(() => {})
  .ref()
  .unref();

// connect
socket.connect(1);
socket.connect(1, 'localhost');
socket.connect(1, 'localhost', () => {});
socket.connect(1, () => {});
socket.disconnect();

// send
const bytes = new Uint8Array(4);
const view = new DataView(bytes.buffer);
const done = (error: Error | null, sent: number): void => console.log(error?.message, sent);
for (const message of ['text', Buffer.from('buffer'), bytes, view, new Float64Array(1)]) {
  socket.send(message);
  socket.send(message, done);
  socket.send(message, 1);
  socket.send(message, 1, done);
  socket.send(message, 1, 'localhost');
  socket.send(message, 1, 'localhost', done);
  socket.send(message, 0, 1);
  socket.send(message, 0, 1, done);
  socket.send(message, 0, 1, 1);
  socket.send(message, 0, 1, 1, done);
  socket.send(message, 0, 1, 1, 'localhost');
  socket.send(message, 0, 1, 1, 'localhost', done);
}
const parts = ['text', bytes, Buffer.alloc(1)];
const readonlyParts: readonly Uint8Array[] = [bytes];
for (const message of [parts, readonlyParts]) {
  socket.send(message);
  socket.send(message, done);
  socket.send(message, 1, done);
  socket.send(message, 1, 'localhost', done);
}
socket.send('text', undefined, undefined, done);
socket.send('text', (error) => console.log(error));

// what it tells
const addresses: AddressInfo[] = [socket.address(), socket.remoteAddress()];
const { address, family, port } = socket.address();
const texts: string[] = [address, family];
const numbers: number[] = [
  port,
  socket.getRecvBufferSize(),
  socket.getSendBufferSize(),
  socket.getSendQueueSize(),
  socket.getSendQueueCount(),
  socket.setTTL(64),
  socket.setMulticastTTL(1),
];

// options and groups
const loops: boolean = socket.setMulticastLoopback(true);
socket.setBroadcast(true);
socket.setMulticastInterface('127.0.0.1');
socket.setRecvBufferSize(1);
socket.setSendBufferSize(1);
socket.addMembership('239.0.0.1');
socket.addMembership('239.0.0.1', '127.0.0.1');
socket.dropMembership('239.0.0.1');
socket.dropMembership('239.0.0.1', '127.0.0.1');
socket.addSourceSpecificMembership('127.0.0.1', '232.0.0.1');
socket.addSourceSpecificMembership('127.0.0.1', '232.0.0.1', '127.0.0.1');
socket.dropSourceSpecificMembership('127.0.0.1', '232.0.0.1');
socket.dropSourceSpecificMembership('127.0.0.1', '232.0.0.1', '127.0.0.1');

// events
const emitter: Socket = socket
  .on('close', () => {})
  .on('connect', () => {})
  .on('error', (error) => console.log(error.message))
  .on('listening', () => {})
  .on('message', onMessage)
  .on('message', (message, remote) => console.log(message.toString('utf8'), remote.family))
  .once('close', () => {})
  .once('error', (error: Error) => console.log(error))
  .once('message', onMessage)
  .addListener('message', onMessage)
  .prependListener('message', onMessage)
  .prependOnceListener('listening', () => {})
  .off('message', onMessage)
  .removeListener('message', onMessage)
  .removeAllListeners('message')
  .removeAllListeners()
  .setMaxListeners(20);
const emitted: boolean[] = [
  socket.emit('close'),
  socket.emit('error', new Error('mine')),
  socket.emit('message', Buffer.alloc(1), { address: '::1', family: 'IPv6', port: 1, size: 1 }),
];
const listening: number = socket.listenerCount('message') + socket.listeners('error').length;
// Programs have events of their own on sockets.
socket.on('mine', (value: number) => console.log(value));
socket.emit('mine', 1);

class Counter extends Socket {
  received = 0;

  override close(callback?: () => void): this {
    console.log(this.received);
    return super.close(callback);
  }
}

async function awaits(): Promise<void> {
  await once(socket, 'listening');
  const [message, remote] = (await once(socket, 'message')) as [Buffer, RemoteInfo];
  onMessage(message, remote);
  for await (const [each] of on(socket, 'message')) console.log(each);
  await socket[Symbol.asyncDispose]();
  await using scoped = createSocket('udp4');
  scoped.unref();
}

export {
  addresses,
  awaits,
  Counter,
  chained,
  classes,
  emitted,
  emitter,
  isEmitter,
  isSocket,
  listening,
  loops,
  numbers,
  texts,
};
