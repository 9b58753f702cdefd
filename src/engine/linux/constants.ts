import type { Features } from '../engine.js';
import type { ReceiveOptions, SourceOperation, Steering } from '../socket-options.js';

/** A datagram's result: it waits until the socket is writable. Mirrored in native/shared_memory.h. */
export const SEND_QUEUED = 1;

/** Flags of a bind. Mirrored in native/socket.c. */
export const BIND_REUSE_ADDRESS = 1;
export const BIND_REUSE_PORT = 2;
export const BIND_IPV6_ONLY = 4;

/** Ways to deliver datagrams. Mirrored in native/shared_memory.h. */
export const DELIVER_DATAGRAMS = 1;
export const DELIVER_BATCHES = 2;
/** Listeners keep the trains of batches: they may be read into memory that is handed on. */
export const DELIVER_KEPT_BATCHES = 4;

/** What the kernel has. Mirrored in native/features.c. */
export const FEATURES = {
  gso: 1,
  gro: 2,
  destination: 4,
  tos: 8,
  ttl: 16,
  timestamp: 32,
  txtime: 64,
  icmpErrors: 128,
  drops: 256,
  steering: 512,
} as const satisfies Readonly<Record<keyof Features, number>>;

/** What is read besides datagrams and their senders. Mirrored in native/shared_memory.h. */
export const RECEIVES = {
  trains: 1,
  destination: 2,
  tos: 4,
  ttl: 8,
  timestamp: 16,
  drops: 32,
  icmpErrors: 64,
} as const satisfies Readonly<Record<keyof ReceiveOptions, number>>;

/** Besides {@link RECEIVES}: another reader may exist, to whom what is not delivered is left. */
export const RECEIVES_SHARED = 128;

/** What is told with each datagram, of {@link RECEIVES}. */
export const RECEIVES_INFO =
  RECEIVES.destination | RECEIVES.tos | RECEIVES.ttl | RECEIVES.timestamp;

/** What was told of a message. Mirrored in native/shared_memory.h. */
export const TOLD_DESTINATION = 1;
export const TOLD_LOCAL_ADDRESS = 2;
export const TOLD_INTERFACE = 4;
export const TOLD_TOS = 8;
export const TOLD_TTL = 16;
export const TOLD_TIMESTAMP = 32;
export const TOLD_TRUNCATED = 128;

/** What a datagram says. Mirrored in native/shared_memory.h. */
export const SAID_SOURCE = 1;
export const SAID_INTERFACE = 2;
export const SAID_TOS = 4;
export const SAID_TTL = 8;
export const SAID_TXTIME = 16;

/** What becomes of a source of a group. Mirrored in native/multicast.c. */
export const SOURCE_OPERATIONS = {
  leave: 0,
  join: 1,
  block: 2,
  unblock: 3,
} as const satisfies Readonly<Record<SourceOperation, number>>;

/** How a group is steered. Mirrored in native/steering.c. */
export const STEERINGS = {
  flow: 0,
  cpu: 1,
  random: 2,
} as const satisfies Readonly<Record<Steering, number>>;
