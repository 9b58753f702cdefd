import { addon } from './addon.js';
import {
  MESSAGE_LENGTH,
  MESSAGE_LENT,
  MESSAGE_SEGMENT,
  MESSAGE_STRIDE,
  memory,
  RECEIVE_SLOTS,
  SLOT_SIZE,
} from './memory.js';
import { makeUntransferable } from './untransferable.js';

const { receiveSlab, receiveMessages } = memory;

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

/** Where the kernel writes messages, one at a time. */
class Slot {
  readonly memory: ArrayBuffer;
  readonly #offset: number;
  /** The last length that was copied: the next is often as long. */
  #original: Buffer;
  /** The views of segments of that length: the next are often as long. */
  readonly #views: Buffer[] = [];
  #segment = 0;

  constructor(memory: ArrayBuffer, offset: number) {
    this.memory = memory;
    this.#offset = offset;
    this.#original = this.view(0, 0);
  }

  view(offset: number, size: number): Buffer {
    return new FastBuffer(this.memory, this.#offset + offset, size);
  }

  copy(length: number): Buffer {
    if (this.#original.length !== length) this.#original = this.view(0, length);
    return new FastBuffer(this.#original);
  }

  /** A segment where it is, in a view that serves the next there, too. */
  show(place: number, segment: number, size: number): Buffer {
    // The first is where it is, however long they are.
    if (place > 0 && segment !== this.#segment) {
      this.#segment = segment;
      this.#views.length = 1;
    }
    const shown = this.#views[place];
    if (shown?.length === size) return shown;
    const view = this.view(place * segment, size);
    this.#views[place] = view;
    return view;
  }
}

const slab = Array.from(
  { length: RECEIVE_SLOTS },
  (_, message) => new Slot(receiveSlab.buffer as ArrayBuffer, message * SLOT_SIZE),
);

/** Memory that was lent to the engine, to be handed on with a train that fills it. */
const lent: Slot[] = [];

/** As it was at load: were it replaced by one with a pool, others would have what was lent. */
const { allocUnsafeSlow } = Buffer;

/** How long a train is, in bytes, that is handed on: its memory is an eighth larger at most. */
const FULL_TRAIN = (SLOT_SIZE / 8) * 7;

/** Bytes in a message that was read. */
export function lengthOf(message: number): number {
  return receiveMessages[message * MESSAGE_STRIDE + MESSAGE_LENGTH] as number;
}

/** Bytes in each of a message's datagrams but the last, which may be shorter. */
export function segmentOf(message: number): number {
  return receiveMessages[message * MESSAGE_STRIDE + MESSAGE_SEGMENT] as number;
}

function slotOf(message: number): Slot {
  return (isLent(message) ? lent : slab)[message] as Slot;
}

/** A datagram of a message that is in the slab, where the kernel wrote it, until the next wake-up. */
export function show(message: number, place: number, size: number): Buffer {
  return (slab[message] as Slot).show(place, segmentOf(message), size);
}

/** A message's bytes, for ever: a datagram, or the memory that a train's are cut from. */
export type Copy = Buffer | ArrayBuffer;

/** Copies a message that is one datagram. */
export function copyDatagram(message: number): Buffer {
  return slotOf(message).copy(lengthOf(message));
}

/**
 * The most bytes that V8 keeps in an array itself, without memory besides (its flag
 * typed_array_max_size_in_heap): to copy so few takes little longer than to view them.
 */
export const MAX_SMALL_SIZE = 64;

/** A datagram of a message that is not taken, where the kernel wrote it: not for programs. */
export function lookAt(message: number, offset: number, size: number): Buffer {
  const segment = segmentOf(message);
  return slotOf(message).show(offset / segment, segment, size);
}

/** Copies a datagram. */
export function copyOf(datagram: Buffer): Buffer {
  return new FastBuffer(datagram);
}

function copyTrain(message: number): ArrayBuffer {
  return makeUntransferable(copyDatagram(message).buffer as ArrayBuffer);
}

/** Whether a message is a train that fills its slot. */
export function isFullTrain(message: number): boolean {
  const length = lengthOf(message);
  return length >= FULL_TRAIN && length > segmentOf(message);
}

/** Whether a message is in memory that was lent, and is to be shown to nobody as long as it is. */
export function isLent(message: number): boolean {
  return receiveMessages[message * MESSAGE_STRIDE + MESSAGE_LENT] === 1;
}

/** Takes a message, once. */
export function take(message: number): Copy {
  return lengthOf(message) <= segmentOf(message) ? copyDatagram(message) : takeTrain(message);
}

/** A train's memory: what it was read into, where that was lent and is full, or else a copy. */
export function takeTrain(message: number): ArrayBuffer {
  if (!isFullTrain(message)) return copyTrain(message);
  const slot = slotOf(message);
  if (!isLent(message)) {
    // Not every wake-up uses what was lent before.
    if (lent[message] === undefined) lend(message);
    return copyTrain(message);
  }
  const train = makeUntransferable(slot.memory);
  lend(message);
  return train;
}

function lend(message: number): void {
  const slot = new Slot(allocUnsafeSlow(SLOT_SIZE).buffer as ArrayBuffer, 0);
  // Where the engine refuses it, messages are copied.
  addon.lend(message, slot.memory);
  lent[message] = slot;
}

/** A datagram of a message, out of its bytes. */
export function cut(copy: Copy, offset: number, size: number): Buffer {
  return ArrayBuffer.isView(copy) ? copy : new FastBuffer(copy, offset, size);
}
