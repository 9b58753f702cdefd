/**
 * Words per datagram to send: socket, offset, length, destination, control. Mirrored in
 * native/send.c.
 */
export const DESCRIPTOR_STRIDE = 5;
/** Words per address: family, port, scope, the address. Mirrored in native/shared_memory.h. */
export const ADDRESS_STRIDE = 7;

/** Payload bytes per flush: several full segmented sends, and small enough for the cache. */
export const SLAB_SIZE = 512 * 1024;
/** Datagrams per flush. */
export const SEND_CAPACITY = 2048;
/** Words of what a datagram says, SAID_… flags first. Mirrored in native/send_control.c. */
export const CONTROL_SAID = 0;
export const CONTROL_INTERFACE = 1;
export const CONTROL_TOS = 2;
export const CONTROL_TTL = 3;
/** Its low half, and then its high one. */
export const CONTROL_TXTIME = 4;
/** An address. */
export const CONTROL_SOURCE = 6;
/** How many words. */
export const CONTROL_STRIDE = CONTROL_SOURCE + ADDRESS_STRIDE;
/** Different things said per flush; a full table is flushed. */
export const CONTROL_CAPACITY = 512;
/**
 * Destinations known at a time: a full table is emptied, which costs a parse per destination, so a
 * server of more clients pays it for each answer. One takes some 200 bytes, with its text.
 */
export const DESTINATION_CAPACITY = 16_384;

/** Messages read per wake-up. Mirrored in native/shared_memory.h. */
export const RECEIVE_SLOTS = 32;
/** Bytes per message read: the longest train. Mirrored in native/shared_memory.h. */
export const SLOT_SIZE = 65_536;
/** Words of a message read: its bytes, those of each of its datagrams. Mirrored in native/shared_memory.h. */
export const MESSAGE_LENGTH = 0;
export const MESSAGE_SEGMENT = 1;
/** Whether it is in memory that was lent, not in the slab. */
export const MESSAGE_LENT = 2;
/** How many words. */
export const MESSAGE_STRIDE = 3;
/** Words of what is told of a message read, TOLD_… flags first. Mirrored in native/shared_memory.h. */
export const INFO_TOLD = 0;
export const INFO_INTERFACE = 1;
export const INFO_TOS = 2;
export const INFO_TTL = 3;
/** Their low half, and then their high one. */
export const INFO_SECONDS = 4;
export const INFO_NANOSECONDS = 6;
/** How many words. */
export const INFO_STRIDE = 7;

/** Words of what is being delivered: to whom, and how many messages. Mirrored in native/shared_memory.h. */
export const DELIVERY_SOCKET = 0;
export const DELIVERY_MESSAGES = 1;
/** Whether the call is in the socket's asynchronous context, and for one datagram. */
export const DELIVERY_ENTERED = 2;
/** Where the next datagram is, set by JavaScript: a message, and the offset in it. */
export const DELIVERY_MESSAGE = 3;
export const DELIVERY_OFFSET = 4;
/** Whether datagrams are being delivered one by one. */
export const DELIVERY_UNDER_WAY = 5;
/** Set by JavaScript: sends wait for the end of the wake-up. */
export const DELIVERY_SENDS_WAIT = 6;
/** How many words. */
const DELIVERY_WORDS = 7;

/** What of JavaScript's WebAssembly is used: Node's types leave it to those of browsers. */
interface WebAssemblyMemory {
  Memory: new (pages: { initial: number; maximum: number }) => { buffer: ArrayBuffer };
}

/** Bytes per page of WebAssembly's memory. */
const PAGE_SIZE = 65_536;

const { WebAssembly } = globalThis as { WebAssembly?: WebAssemblyMemory };

/**
 * Memory that nobody can take away: `unsafeData()` shows it to programs, and to transfer it to
 * another thread while the kernel writes to it would be fatal. WebAssembly's can't be detached.
 *
 * @returns undefined where there is no WebAssembly (`--jitless`), or not enough of the process's
 *   virtual memory: V8 reserves 10 GiB of it around these bytes, up to Node 22
 */
function undetachable(size: number): Buffer | undefined {
  if (WebAssembly === undefined) return undefined;
  const pages = Math.ceil(size / PAGE_SIZE);
  try {
    return Buffer.from(new WebAssembly.Memory({ initial: pages, maximum: pages }).buffer);
  } catch {
    return undefined;
  }
}

const RECEIVE_SLAB_SIZE = RECEIVE_SLOTS * SLOT_SIZE;
const undetachableSlab = undetachable(RECEIVE_SLAB_SIZE);

/** Whether programs may see the receive slab. */
export const isSlabUndetachable = undetachableSlab !== undefined;

/** What both sides of the engine read and write. */
export interface SharedMemory {
  /** The payloads of the datagrams to send. */
  readonly sendSlab: Buffer;
  /** The datagrams to send. */
  readonly sendDescriptors: Int32Array;
  /** What became of each: 0, a negative error number, or queued. */
  readonly sendResults: Int32Array;
  /** What became of each datagram that left a socket's queue: 0 or a negative error number. */
  readonly unblockedResults: Int32Array;
  /** What one wake-up reads, of whichever socket. Pages that no datagram reached cost nothing. */
  readonly receiveSlab: Buffer;
  /** The messages that a wake-up has read, each a datagram or a train. */
  readonly receiveMessages: Int32Array;
  /** What is being delivered: DELIVERY_… words. */
  readonly delivery: Int32Array;
  /** What is told of each message besides its sender. */
  readonly receiveInfo: Int32Array;
  /** What datagrams to send say. */
  readonly sendControls: Int32Array;
  /** A socket's name, an ICMP error's two; then the messages' senders, destinations, and ours. */
  readonly addresses: Int32Array;
}

/** This engine's. */
export const memory: SharedMemory = {
  sendSlab: Buffer.allocUnsafeSlow(SLAB_SIZE),
  sendDescriptors: new Int32Array(SEND_CAPACITY * DESCRIPTOR_STRIDE),
  sendResults: new Int32Array(SEND_CAPACITY),
  unblockedResults: new Int32Array(SEND_CAPACITY),
  receiveSlab: undetachableSlab ?? Buffer.allocUnsafeSlow(RECEIVE_SLAB_SIZE),
  receiveMessages: new Int32Array(RECEIVE_SLOTS * MESSAGE_STRIDE),
  delivery: new Int32Array(DELIVERY_WORDS),
  receiveInfo: new Int32Array(RECEIVE_SLOTS * INFO_STRIDE),
  sendControls: new Int32Array(CONTROL_CAPACITY * CONTROL_STRIDE),
  addresses: new Int32Array((3 + 3 * RECEIVE_SLOTS) * ADDRESS_STRIDE),
};
