import type * as engine from './engine/index.js';
import type * as options from './options.js';
import * as socket from './socket.js';

export type { RemoteInfo, SocketAddress } from './engine/index.js';
export type { MessageListener, SocketEventMap } from './events.js';
export type { BindOptions, BindSyncOptions, SocketOptions, SocketType } from './options.js';
export type { SendCallback } from './send.js';
export type { Message } from './socket.js';

// Plain properties rather than re-exports, which compile to getters: programs and their test
// doubles replace them, as they do with node:dgram's.
export const createSocket = socket.createSocket;
export const Socket = socket.Socket;
export type Socket = socket.Socket;

const dgram = { createSocket, Socket };

/** The types that the default export brings along: `dgram.Socket`, as in node:dgram. */
declare namespace dgram {
  export type Socket = socket.Socket;
  export type RemoteInfo = engine.RemoteInfo;
  export type BindOptions = options.BindOptions;
  export type BindSyncOptions = options.BindSyncOptions;
  export type SocketOptions = options.SocketOptions;
  export type SocketType = options.SocketType;
}

export default dgram;
