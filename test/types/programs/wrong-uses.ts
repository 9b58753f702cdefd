// Mistakes that node:dgram's types tell. It is compiled, not run, with `node:dgram` replaced by
// `fast-dgram` too; a line below `@ts-expect-error` without an error is an error.

import { createSocket, type SocketOptions } from 'node:dgram';

const socket = createSocket('udp4');

// @ts-expect-error: no such type
createSocket('udp5');
// @ts-expect-error: no type at all
createSocket();
// @ts-expect-error: options need a type
createSocket({ reuseAddr: true });
// @ts-expect-error: no such option
export const options: SocketOptions = { type: 'udp4', reuseAdr: true };
// @ts-expect-error: a size is a number
createSocket({ type: 'udp4', recvBufferSize: '64k' });
// @ts-expect-error: a listener gets a Buffer
createSocket('udp4', (message: number) => console.log(message));

// @ts-expect-error: a port is a number
socket.bind('1');
// @ts-expect-error: no such option
socket.bind({ prt: 1 });
// @ts-expect-error: a peer has a port
socket.connect();
// @ts-expect-error: there is something to send
socket.send();
// @ts-expect-error: a number is no datagram
socket.send(1);
// @ts-expect-error: an address is text
socket.send(['text'], 1, 127);
// @ts-expect-error: parts have no offset
socket.send(['text'], 0, 1, 1, 'localhost');
// @ts-expect-error: an ArrayBuffer is no view
socket.send(new ArrayBuffer(1), 0, 1, 1, 'localhost');
// @ts-expect-error: flags are booleans
socket.setBroadcast(1);
// @ts-expect-error: hops are a number
socket.setTTL('64');
// @ts-expect-error: groups are addresses
socket.addMembership();
// @ts-expect-error: a source needs a group
socket.addSourceSpecificMembership('127.0.0.1');
// @ts-expect-error: no such method
socket.sendMessage('text');
// @ts-expect-error: sizes are read by a method
export const size: number = socket.getRecvBufferSize;
socket.on('message', (message, remote) => {
  // @ts-expect-error: a message is a Buffer
  const text: string = message;
  // @ts-expect-error: a port is a number
  const port: string = remote.port;
  console.log(text, port);
});
// @ts-expect-error: an error is an Error
socket.once('error', (error) => error.toFixed());
