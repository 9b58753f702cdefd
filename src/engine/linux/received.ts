import { markAsUntransferable } from 'node:worker_threads';
import { MESSAGE_STRIDE, memory, SLOT_SIZE } from './memory.js';

const { receiveSlab, receiveMessages } = memory;
const slabMemory = receiveSlab.buffer as ArrayBuffer;

/** What a Buffer is made of: a view of memory, or a copy of another array. */
interface BufferClass {
  new (memory: ArrayBuffer, offset: number, size: number): Buffer;
  new (original: Uint8Array): Buffer;
}

/**
 * The class of which Buffers are made: its constructor takes half the time of `subarray()`, and
 * less than `Buffer.allocUnsafeSlow()` and `set()`. Source: ECMAScript's Symbol.species.
 */
const FastBuffer = (Buffer as unknown as { [Symbol.species]: BufferClass })[Symbol.species];

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

/** Each slot's view of the last length that was copied from there: the next is often as long. */
const originals: (Buffer | undefined)[] = [];

/** A message's bytes, for ever: a datagram, or the memory that a train's are cut from. */
export type Copy = Buffer | ArrayBuffer;

/** Copies a message. */
export function copyOf(message: number): Copy {
  const length = lengthOf(message);
  let original = originals[message];
  if (original?.length !== length) {
    original = viewOf(message, 0, length);
    originals[message] = original;
  }
  const copy = new FastBuffer(original);
  if (length <= segmentOf(message)) return copy;
  const train = copy.buffer as ArrayBuffer;
  // To transfer one datagram's memory would take the others' along. As with Node's own pool,
  // it is refused.
  markAsUntransferable(train);
  return train;
}

/** A datagram of a message that was copied. */
export function cut(copy: Copy, offset: number, size: number): Buffer {
  return ArrayBuffer.isView(copy) ? copy : new FastBuffer(copy, offset, size);
}
