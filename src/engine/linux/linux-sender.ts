import type { Family, PreparedControl, SendControl } from '../datagram.js';
import { type EngineListener, MAX_SHORT_DATAGRAM_SIZE } from '../engine.js';
import type { Payload } from '../payload.js';
import type { SendBatch } from '../send-queue.js';
import { addon } from './addon.js';
import { BlockedQueue } from './blocked-queue.js';
import type { Destinations } from './destinations.js';
import { LinuxEndpoint } from './linux-endpoint.js';
import { prepareControl, type Speaker } from './prepared-control.js';
import type { LinuxSendQueue } from './send-queue.js';

/** What all that send in one thread share. */
export interface SendHost {
  readonly sends: LinuxSendQueue;
  readonly destinations: Destinations;
}

/** An endpoint that sends: by its thread's queue, and by one of its own where the kernel is full. */
export abstract class LinuxSender extends LinuxEndpoint implements Speaker {
  #blocked: BlockedQueue | undefined;
  #queueLimit: number | undefined;
  #hasSeparateQueue = false;

  constructor(
    protected readonly engine: SendHost,
    family: Family,
    public listener: EngineListener,
  ) {
    super(family);
  }

  /** The datagrams that wait in the engine. */
  get blocked(): BlockedQueue {
    this.#blocked ??= new BlockedQueue(this.index, this.listener);
    return this.#blocked;
  }

  destination(address: string, port: number): number {
    return this.engine.destinations.find(this.family, address, port);
  }

  control(said: SendControl): PreparedControl | number {
    return prepareControl(said, this);
  }

  tos(): number {
    return this.getOption('tos');
  }

  pace(): number {
    return addon.pace(this.index);
  }

  queue(payload: Payload, length: number, destination: number, control?: PreparedControl): number {
    const { sends } = this.engine;
    return length > MAX_SHORT_DATAGRAM_SIZE
      ? sends.appendLong(this.index, payload, length, destination, control)
      : sends.append(this.index, payload, length, destination, control);
  }

  queueShort(payload: Payload, length: number, destination: number): number {
    return this.engine.sends.append(this.index, payload, length, destination, undefined);
  }

  sendSegments(
    bytes: Uint8Array,
    segmentSize: number,
    destination: number,
    control?: PreparedControl,
  ): SendBatch[] {
    return this.engine.sends.sendSegments(this.index, bytes, segmentSize, destination, control);
  }

  separateQueue(): void {
    this.#hasSeparateQueue = true;
  }

  limitQueue(bytes: number): void {
    this.#queueLimit = bytes;
  }

  blockedBytes(): number {
    this.engine.sends.flush();
    return addon.blockedBytes(this.index);
  }

  blockedCount(): number {
    this.engine.sends.flush();
    return addon.blockedCount(this.index);
  }

  /** Waits a bounded time for the kernel to take what is queued. */
  drain(timeLeft: () => number): void {
    this.#blocked?.drain(timeLeft);
  }

  /** Tells the first `count` datagrams that wait what C says has become of them. */
  settle(count: number): void {
    this.#blocked?.settle(count);
  }

  /** Those that wait, whose owner is now the caller. */
  protected takeBlocked(): BlockedQueue | undefined {
    const blocked = this.#blocked;
    this.#blocked = undefined;
    return blocked;
  }

  protected override register(index: number): number {
    if (index < 0) return index;
    this.index = index;
    if (this.#hasSeparateQueue) addon.separateQueue(index);
    if (this.#queueLimit !== undefined) addon.limitQueue(index, this.#queueLimit);
    return 0;
  }
}
