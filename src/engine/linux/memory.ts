/** Words per datagram to send: socket, offset, length, destination. Mirrored in native/send.c. */
export const DESCRIPTOR_STRIDE = 4;
/** Words per datagram received: offset, length, sender. Mirrored in native/receive.c. */
export const DATAGRAM_STRIDE = 3;
/** Words per address: family, port, scope, the address. Mirrored in native/engine.h. */
export const ADDRESS_STRIDE = 7;

/** Messages per read, and so senders per wake-up. Mirrored in native/receive.c. */
const RECEIVE_SLOTS = 32;
/** Datagrams per round of a wake-up: 32 trains of 128 segments, the longest that Linux makes. */
const RECEIVED_CAPACITY = RECEIVE_SLOTS * 128;

/** Payload bytes per flush: several full segmented sends, and small enough for the cache. */
export const SLAB_SIZE = 512 * 1024;
/** Datagrams per flush. */
export const SEND_CAPACITY = 2048;
/** Destinations known at a time: a full table is emptied, which costs a parse per destination. */
export const DESTINATION_CAPACITY = 4096;

/** What both sides of the engine read and write. */
export interface SharedMemory {
  /** The payloads of the datagrams to send. */
  readonly sendSlab: Buffer;
  /** The datagrams to send. */
  readonly sendDescriptors: Int32Array;
  /** What became of each: 0, a negative error number, or queued. */
  readonly sendResults: Int32Array;
  /** The datagrams of a wake-up. */
  readonly receivedDatagrams: Int32Array;
  /** A socket's name, then one sender per message of a wake-up. */
  readonly addresses: Int32Array;
}

/** This engine's. */
export const memory: SharedMemory = {
  sendSlab: Buffer.allocUnsafeSlow(SLAB_SIZE),
  sendDescriptors: new Int32Array(SEND_CAPACITY * DESCRIPTOR_STRIDE),
  sendResults: new Int32Array(SEND_CAPACITY),
  receivedDatagrams: new Int32Array(RECEIVED_CAPACITY * DATAGRAM_STRIDE),
  addresses: new Int32Array((1 + RECEIVE_SLOTS) * ADDRESS_STRIDE),
};
