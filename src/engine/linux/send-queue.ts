import { isUint8Array } from 'node:util/types';
import type { PreparedControl } from '../datagram.js';
import { byteLengthOf, bytesOf, isInParts, type Payload, type PayloadPart } from '../payload.js';
import type { BlockedDatagram, SendBatch, SendQueue } from '../send-queue.js';
import { addon } from './addon.js';
import { now } from './clock.js';
import { SEND_QUEUED } from './constants.js';
import {
  DELIVERY_SENDS_WAIT,
  DELIVERY_UNDER_WAY,
  DESCRIPTOR_STRIDE,
  memory,
  SEND_CAPACITY,
  SLAB_SIZE,
} from './memory.js';
import { SendControls } from './send-controls.js';

/**
 * How long, in milliseconds, listeners of one wake-up may have taken before what they have sent
 * leaves: long enough for some twenty answers to share a system call. Mirrored in native/receive.c.
 */
const MAX_DELAY = 0.1;

const { sendSlab, sendDescriptors, sendResults, delivery } = memory;

/** Looked up once: V8 does it for each datagram of a typed array's methods. */
const { set } = Uint8Array.prototype;

function copy(payload: Payload, offset: number, length: number): void {
  if (typeof payload === 'string') sendSlab.write(payload, offset, length, 'utf8');
  else if (isInParts(payload)) copyParts(payload, offset);
  // Of memory that was transferred away there is nothing to copy, and set() would throw.
  else if (length > 0) set.call(sendSlab, payload, offset);
}

function copyParts(parts: readonly PayloadPart[], offset: number): void {
  let at = offset;
  for (const part of parts) {
    if (typeof part === 'string') {
      at += sendSlab.write(part, at, 'utf8');
    } else {
      set.call(sendSlab, part, at);
      at += byteLengthOf(part);
    }
  }
}

function describe(
  place: number,
  socket: number,
  offset: number,
  length: number,
  destination: number,
  control: number,
): void {
  const at = place * DESCRIPTOR_STRIDE;
  sendDescriptors[at] = socket;
  sendDescriptors[at + 1] = offset;
  sendDescriptors[at + 2] = length;
  sendDescriptors[at + 3] = destination;
  sendDescriptors[at + 4] = control;
}

/** Whose datagrams wait for the kernel. */
export interface BlockedOwner {
  readonly index: number;
  readonly blocked: { add(datagram: BlockedDatagram): void };
  readonly listener: { sendFailed(errno: number): void };
}

function newBatch(): SendBatch {
  return { flushed: false, scheduled: false, count: 0, exceptions: null };
}

/**
 * The send slab: payloads are copied in as they are sent, and leave together. When it is full
 * it is flushed at once.
 */
export class LinuxSendQueue implements SendQueue {
  batch = newBatch();
  /** What the next datagrams join. */
  #open = this.batch;
  #count = 0;
  #used = 0;
  /** Since when listeners are called whose sends may wait; 0 as long as none ever has. */
  #start = 0;
  /** Whether any listener has sent something that may wait. */
  #hasWaited = false;
  readonly #controls = new SendControls();
  /** What is to be told of datagrams that have not left. */
  #failures: [listener: BlockedOwner['listener'], errno: number][] = [];

  /** @param ownerOf the socket with that index */
  constructor(readonly ownerOf: (index: number) => BlockedOwner | undefined) {}

  /**
   * Copies a datagram in.
   *
   * @returns its place in {@link batch}
   */
  append(
    socket: number,
    payload: Payload,
    length: number,
    destination: number,
    control: PreparedControl | undefined,
  ): number {
    // What failed is told when this datagram's batch is flushed: no hook comes in between.
    if (this.#count === SEND_CAPACITY || this.#used + length > SLAB_SIZE) this.#send();
    if (control !== undefined && this.#controls.isFull) this.#send();
    const offset = this.#used;
    copy(payload, offset, length);
    this.#used = offset + length;

    const said = control === undefined ? 0 : this.#controls.add(control);
    const place = this.#count++;
    describe(place, socket, offset, length, destination, said);
    // Nearly always it is: not to write it again spares V8's write barrier.
    if (this.batch !== this.#open) this.batch = this.#open;
    return place;
  }

  /**
   * Sends a datagram that is longer than MAX_SHORT_DATAGRAM_SIZE, behind what is queued: bytes out
   * of the caller's memory, in a batch of their own. Text and parts are copied in.
   *
   * @returns its place in {@link batch}
   */
  appendLong(
    socket: number,
    payload: Payload,
    length: number,
    destination: number,
    control: PreparedControl | undefined,
  ): number {
    if (!isUint8Array(payload)) return this.append(socket, payload, length, destination, control);
    this.#send();
    const said = this.#controlPlace(control);
    describe(0, socket, 0, length, destination, said);
    const batch = this.#sendFrom(payload, 1);
    this.#controls.clear();
    this.#tellFailures();
    batch.scheduled = true;
    this.batch = batch;
    return 0;
  }

  flush(): void {
    this.#send();
    this.#tellFailures();
  }

  /** Sends everything queued. Until the failures are told, no hook of the program's runs. */
  #send(): void {
    const count = this.#count;
    if (count === 0) return;
    const batch = this.#open;
    this.#open = newBatch();
    this.#count = 0;
    this.#used = 0;
    this.#controls.clear();
    this.#settle(batch, count, addon.flush(count));
  }

  flushSoon(): void {
    if (delivery[DELIVERY_UNDER_WAY] === 1) {
      delivery[DELIVERY_SENDS_WAIT] = 1;
      this.#hasWaited = true;
    } else {
      this.flush();
    }
  }

  /** From here on listeners are called, one after the other, whose sends may wait. */
  beginWaiting(): void {
    // Programs that never answer need not ask for the time.
    if (this.#hasWaited) this.#start = now();
  }

  /** Before the next of those listeners: what was sent leaves, unless they have been quick. */
  flushInTime(): void {
    if (now() - this.#start < MAX_DELAY) return;
    delivery[DELIVERY_SENDS_WAIT] = 0;
    this.flush();
    this.#start = now();
  }

  /** Sends the segments of `bytes`, out of the caller's memory, behind what is queued. */
  sendSegments(
    socket: number,
    bytes: Uint8Array,
    segmentSize: number,
    destination: number,
    control: PreparedControl | undefined,
  ): SendBatch[] {
    this.#send();
    const said = this.#controlPlace(control);
    const batches: SendBatch[] = [];
    const length = byteLengthOf(bytes);
    const stride = segmentSize * SEND_CAPACITY;
    for (let start = 0; start < length; start += stride) {
      // Not by subarray(), which asks the array's own species.
      const part = bytesOf(bytes, start, Math.min(stride, length - start));
      let count = 0;
      for (let offset = 0; offset < part.length; offset += segmentSize) {
        const size = Math.min(segmentSize, part.length - offset);
        describe(count++, socket, offset, size, destination, said);
      }
      batches.push(this.#sendFrom(part, count));
    }
    this.#controls.clear();
    this.#tellFailures();
    return batches;
  }

  /** Sends what is described, out of `bytes`. */
  #sendFrom(bytes: Uint8Array, count: number): SendBatch {
    const batch = newBatch();
    this.#settle(batch, count, addon.flushFrom(count, bytes));
    return batch;
  }

  /** Of what a datagram says, among the flush's: 0 where it says nothing. */
  #controlPlace(control: PreparedControl | undefined): number {
    return control === undefined ? 0 : this.#controls.add(control);
  }

  #settle(batch: SendBatch, count: number, failures: number): void {
    batch.count = count;
    if (failures !== 0) this.#collect(batch, count);
    batch.flushed = true;
  }

  #collect(batch: SendBatch, count: number): void {
    batch.exceptions = new Map();
    for (let place = 0; place < count; place++) {
      const outcome = sendResults[place] as number;
      if (outcome === 0) continue;
      const owner = this.ownerOf(sendDescriptors[place * DESCRIPTOR_STRIDE] as number);
      if (outcome === SEND_QUEUED) {
        const datagram: BlockedDatagram = { outcome: undefined, settled: undefined };
        owner?.blocked.add(datagram);
        batch.exceptions.set(place, datagram);
      } else {
        batch.exceptions.set(place, outcome);
        if (owner !== undefined) this.#failures.push([owner.listener, outcome]);
      }
    }
  }

  #tellFailures(): void {
    if (this.#failures.length === 0) return;
    const failures = this.#failures;
    this.#failures = [];
    for (const [listener, errno] of failures) listener.sendFailed(errno);
  }
}
