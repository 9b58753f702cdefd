import type * as engine from './engine/index.js';
import { features } from './features.js';
import type * as options from './options.js';
import type * as socket from './socket.js';
import { createSocket, Socket } from './socket.js';

export type {
  Features,
  IcmpError,
  PacketInfo,
  RemoteInfo,
  SocketAddress,
  Steering,
} from './engine/index.js';
export type { MessageListener, SocketEventMap } from './events.js';
export type { KernelOptionName, KernelOptions, MtuDiscover } from './kernel-options.js';
export type { Membership } from './memberships.js';
export type { MessageBatch } from './message-batch.js';
export type { BindOptions, BindSyncOptions, SocketOptions, SocketType } from './options.js';
export type { ReceiveInfo } from './receive-options.js';
export type { SendCallback, SendOptions } from './send-arguments.js';
export type { SendControlOptions } from './send-control.js';
export type { Datagram, SendManyCallback, SendManyOptions } from './send-many-arguments.js';
export type { Message } from './socket.js';
export type { BufferStats, SocketStats } from './stats.js';
export { createSocket, features, Socket };

const dgram = { createSocket, features, Socket };

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
