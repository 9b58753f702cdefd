import * as socket from './socket.js';

export type { RemoteInfo, SocketAddress } from './engine/index.js';
export type { BindOptions, BindSyncOptions, SocketOptions, SocketType } from './options.js';
export type { SendCallback } from './send.js';
export type { Message, MessageListener, SocketEventMap } from './socket.js';

// Plain properties rather than re-exports, which compile to getters: programs and their test
// doubles replace them, as they do with node:dgram's.
export const createSocket = socket.createSocket;
export const Socket = socket.Socket;
export type Socket = socket.Socket;

export default { createSocket, Socket };
