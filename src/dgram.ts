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
export type { Membership } from './multicast/memberships.js';
export type { KernelOptionName, KernelOptions, MtuDiscover } from './options/kernel-options.js';
export type { BindOptions, BindSyncOptions, SocketOptions, SocketType } from './options/options.js';
export type { ReceiveInfo } from './options/receive-options.js';
export type { MessageBatch } from './receive/message-batch.js';
export type { Message } from './send/message.js';
export type { SendCallback, SendOptions } from './send/send-arguments.js';
export type { SendControlOptions } from './send/send-control.js';
export type {
  Datagram,
  SegmentOptions,
  SendManyCallback,
  SendManyOptions,
} from './send/send-many-arguments.js';
export { createSocket, Socket } from './socket.js';
export type { BufferStats, SocketStats } from './stats.js';
