export type {
  Features,
  IcmpError,
  PacketInfo,
  RemoteInfo,
  SocketAddress,
  Steering,
} from './engine/index.js';
export type { MessageListener, SocketEventMap } from './events.js';
export { features } from './features.js';
export type { KernelOptionName, KernelOptions, MtuDiscover } from './kernel-options.js';
export type { Membership } from './memberships.js';
export type { Message } from './message.js';
export type { MessageBatch } from './message-batch.js';
export type { BindOptions, BindSyncOptions, SocketOptions, SocketType } from './options.js';
export type { ReceiveInfo } from './receive-options.js';
export type { SendCallback, SendOptions } from './send-arguments.js';
export type { SendControlOptions } from './send-control.js';
export type {
  Datagram,
  SegmentOptions,
  SendManyCallback,
  SendManyOptions,
} from './send-many-arguments.js';
export { createSocket, Socket } from './socket.js';
export type { BufferStats, SocketStats } from './stats.js';
