// Code written for node:dgram's types is given fast-dgram's. It is compiled, not run.

import { fork } from 'node:child_process';
// biome-ignore lint/style/useNodejsImportProtocol: node:dgram is what the test replaces
import nodeDgram from 'dgram';
import dgram, {
  type BindOptions,
  createSocket,
  type RemoteInfo,
  type Socket,
  type SocketOptions,
} from 'fast-dgram';

const socket: Socket = createSocket('udp4');
export const asNodes: nodeDgram.Socket = socket;

function library(used: nodeDgram.Socket): void {
  used.on('message', (message, remote) => used.send(message, remote.port, remote.address));
}
library(socket);

interface Injected {
  createSocket: typeof nodeDgram.createSocket;
}
export const injected: Injected = dgram;
export const create: typeof nodeDgram.createSocket = createSocket;
export const factory: (options: nodeDgram.SocketOptions) => nodeDgram.Socket = createSocket;

fork('worker.js').send('socket', socket);

// Options and addresses fit both ways.
const nodesOptions: nodeDgram.SocketOptions = { type: 'udp4', reuseAddr: true };
createSocket(nodesOptions);
const bindOptions: nodeDgram.BindOptions = { port: 0 };
socket.bind(bindOptions);
const ourBindOptions: BindOptions = { port: 0 };
nodeDgram.createSocket('udp4').bind(ourBindOptions);
socket.on('message', (_message, remote) => {
  const nodes: nodeDgram.RemoteInfo = remote;
  const ours: RemoteInfo = nodes;
  console.log(ours);
});
const nodesListener = (message: Buffer, remote: nodeDgram.RemoteInfo): void =>
  console.log(message, remote);
createSocket('udp6', nodesListener).on('message', nodesListener);

export type Options = SocketOptions;
