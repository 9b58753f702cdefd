// What the types of node:dgram have gained since Node 20. It is compiled, not run.

import { type BindSyncOptions, createSocket, type SocketOptions } from 'node:dgram';
import { type AddressInfo, BlockList } from 'node:net';

const options: SocketOptions = {
  type: 'udp4',
  reusePort: true,
  receiveBlockList: new BlockList(),
  sendBlockList: undefined,
};
const socket = createSocket(options);

const where: BindSyncOptions = { port: 0, address: '127.0.0.1' };
export const bound: AddressInfo[] = [socket.bindSync(), socket.bindSync(where)];
socket.connectSync(1);
socket.connectSync(1, '127.0.0.1');
