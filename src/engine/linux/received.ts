import { markAsUntransferable } from 'node:worker_threads';
import { MESSAGE_STRIDE, memory, SLOT_SIZE } from './memory.js';

const { receiveSlab, receiveMessages } = memory;
const slabMemory = receiveSlab.buffer as ArrayBuffer;

/** A view of memory, as a Buffer. */
type BufferView = new (memory: ArrayBuffer, offset: number, size: number) => Buffer;

/**
 * The class of which Buffers are made: its constructor takes half the time of `subarray()`.
 * Source: ECMAScript's Symbol.species.
 */
const FastBuffer = (Buffer as unknown as { [Symbol.species]: BufferView })[Symbol.species];

/** Bytes in a message that was read. */
export function lengthOf(message: number): number {
  return receiveMessages[message * MESSAGE_STRIDE] as number;
}

/** Bytes in each of a message's datagrams but the last, which may be shorter. */
export function segmentOf(message: number): number {
  return receiveMessages[message * MESSAGE_STRIDE + 1] as number;
}

/** A part of a message where the kernel wrote it, until the next wake-up. */
export function viewOf(message: number, offset: number, size: number): Buffer {
  return new FastBuffer(slabMemory, message * SLOT_SIZE + offset, size);
}

/** A message's bytes, for ever: what its datagrams are then cut from. */
export function copyOf(message: number): Buffer {
  const length = lengthOf(message);
  const copy = Buffer.allocUnsafeSlow(length);
  copy.set(viewOf(message, 0, length));
  // To transfer one datagram's memory would take the others' along. As with Node's own pool,
  // it is refused.
  if (length > segmentOf(message)) markAsUntransferable(copy.buffer);
  return copy;
}

/** A datagram of a message that was copied. */
export function cut(message: Buffer, offset: number, size: number): Buffer {
  if (size === message.length) return message;
  return new FastBuffer(message.buffer as ArrayBuffer, offset, size);
}
