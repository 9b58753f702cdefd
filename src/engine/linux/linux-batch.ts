import type { PacketInfo, ReceivedBatch, RemoteInfo } from '../datagram.js';
import { ADDRESS_SENDERS, readAddress, readPort, readText } from './addresses.js';
import type { LinuxSocket } from './linux-socket.js';
import { isSlabUndetachable, RECEIVE_SLOTS } from './memory.js';
import { readPacketInfo } from './packet-info.js';
import {
  type Copy,
  cut,
  isFullTrain,
  isLent,
  lengthOf,
  segmentOf,
  show,
  take,
} from './received.js';

/** For each message of the batch, the place of its first datagram; then the number of all. */
const starts = new Int32Array(RECEIVE_SLOTS + 1);

/** Which slot of the slab each message is in. */
const slots = new Int32Array(RECEIVE_SLOTS);

/** What a socket is told that has asked for nothing. */
const NO_INFO: Readonly<PacketInfo> = Object.freeze({});

/**
 * What a wake-up has read, still where the kernel wrote it. One exists at a time, for as long
 * as the engine reports it.
 */
export class LinuxBatch implements ReceivedBatch {
  length = 0;
  #messages = 0;
  /** The message of the datagram that was asked for last: the next is most often in it, too. */
  #message = 0;
  #first = 0;
  #end = 0;
  /** The messages that were taken, each when one of its datagrams was asked for. */
  readonly #taken: (Copy | undefined)[] = [];
  readonly #socket: LinuxSocket;
  #isViewed = false;
  /** What was told of each message, once it was asked for. */
  readonly #infos: (Readonly<PacketInfo> | undefined)[] = [];

  /** @param messages how many were read */
  constructor(socket: LinuxSocket, messages: number) {
    this.#socket = socket;
    for (let slot = 0; slot < messages; slot++) this.#add(slot);
  }

  exclude(isExcluded: (remote: Pick<RemoteInfo, 'address' | 'family'>) => boolean): void {
    const messages = this.#messages;
    this.length = 0;
    this.#messages = 0;
    for (let slot = 0; slot < messages; slot++) {
      if (!isExcluded(readAddress(ADDRESS_SENDERS + slot))) this.#add(slot);
    }
  }

  size(place: number): number {
    this.#seek(place);
    const slot = slots[this.#message] as number;
    return this.#sizeIn(slot, this.#offsetIn(slot, place));
  }

  data(place: number): Buffer {
    this.#seek(place);
    const slot = slots[this.#message] as number;
    const offset = this.#offsetIn(slot, place);
    this.#taken[slot] ??= this.#take(slot);
    return cut(this.#taken[slot] as Copy, offset, this.#sizeIn(slot, offset));
  }

  view(place: number): Buffer {
    if (!this.#isViewed) {
      this.#isViewed = true;
      this.#socket.setKeepsBatches(false);
    }
    this.#seek(place);
    const slot = slots[this.#message] as number;
    if (isLent(slot) || !isSlabUndetachable) return this.data(place);
    const offset = this.#offsetIn(slot, place);
    return show(slot, place - this.#first, this.#sizeIn(slot, offset));
  }

  port(place: number): number {
    return readPort(this.#position(place));
  }

  address(place: number): string {
    return readText(this.#position(place));
  }

  remote(place: number): RemoteInfo {
    const { address, family, port } = readAddress(this.#position(place));
    const remote: RemoteInfo = { address, family, port, size: this.size(place) };
    return this.#socket.tellsInfo ? Object.assign(remote, this.info(place)) : remote;
  }

  info(place: number): Readonly<PacketInfo> {
    if (!this.#socket.tellsInfo) return NO_INFO;
    this.#seek(place);
    const slot = slots[this.#message] as number;
    this.#infos[slot] ??= Object.freeze(readPacketInfo(slot));
    return this.#infos[slot] as Readonly<PacketInfo>;
  }

  #add(slot: number): void {
    const length = lengthOf(slot);
    starts[this.#messages] = this.length;
    slots[this.#messages++] = slot;
    // A datagram may be empty.
    this.length += length === 0 ? 1 : Math.ceil(length / segmentOf(slot));
    starts[this.#messages] = this.length;
  }

  #take(slot: number): Copy {
    if (!this.#isViewed && isFullTrain(slot)) this.#socket.setKeepsBatches(true);
    return take(slot);
  }

  /** Finds the message of that datagram. */
  #seek(place: number): void {
    if (place >= this.#first && place < this.#end) return;
    let message = place >= this.#end ? this.#message : 0;
    while ((starts[message + 1] as number) <= place) message++;
    this.#message = message;
    this.#first = starts[message] as number;
    this.#end = starts[message + 1] as number;
  }

  #position(place: number): number {
    this.#seek(place);
    return ADDRESS_SENDERS + (slots[this.#message] as number);
  }

  #offsetIn(slot: number, place: number): number {
    return (place - this.#first) * segmentOf(slot);
  }

  #sizeIn(slot: number, offset: number): number {
    return Math.min(segmentOf(slot), lengthOf(slot) - offset);
  }
}
