import type { AsyncResource } from 'node:async_hooks';
import type {
  BindFlags,
  BlockedDatagram,
  DescriptorSharing,
  EngineListener,
  EngineSocket,
  Family,
  OptionName,
  SendBatch,
  SocketAddress,
} from '../engine.js';
import { KeptBatch } from '../kept-batch.js';
import type { Payload } from '../payload.js';
import { addon } from './addon.js';
import { NAME_POSITION, readAddress } from './addresses.js';
import {
  BIND_IPV6_ONLY,
  BIND_REUSE_ADDRESS,
  BIND_REUSE_PORT,
  DELIVER_BATCHES,
  DELIVER_DATAGRAMS,
  EBADF,
  EBUSY,
  ECANCELED,
  EINVAL,
  OPTIONS,
} from './constants.js';
import type { LinuxEngine } from './linux-engine.js';
import { memory } from './memory.js';

/** No system resources yet. */
const UNOPENED = -1;

/** The any-address of each family, where an implicit bind goes. */
const ANY_ADDRESS: Readonly<Record<Family, string>> = { 4: '0.0.0.0', 6: '::' };

/** A UDP socket of the kernel. Its descriptor is opened by the first call that needs one. */
export class LinuxSocket implements EngineSocket, DescriptorSharing {
  index = UNOPENED;
  #blocked: BlockedDatagram[] | undefined;

  #engine: LinuxEngine;
  #family: Family;
  /** Another one, where joining a group of that family has opened the socket. */
  #openFamily: Family;
  #resource: AsyncResource;
  #referenced = true;
  #receiving = false;
  /** Another reader of the descriptor may exist: trains would reach it uncut. */
  #shared = false;
  #trains: boolean;
  /** DELIVER_… flags. */
  #delivery = DELIVER_DATAGRAMS;
  #queueLimit: number | undefined;

  constructor(
    engine: LinuxEngine,
    family: Family,
    resource: AsyncResource,
    public listener: EngineListener,
    trains: boolean,
  ) {
    this.#engine = engine;
    this.#family = family;
    this.#openFamily = family;
    this.#resource = resource;
    this.#trains = trains;
  }

  get sharing(): DescriptorSharing {
    return this;
  }

  /** The datagrams that wait in the engine, first to leave first. */
  get blocked(): BlockedDatagram[] {
    this.#blocked ??= [];
    return this.#blocked;
  }

  get isOpen(): boolean {
    return this.index !== UNOPENED;
  }

  bind(address: string, port: number, flags: BindFlags): number {
    const wasOpen = this.isOpen;
    const opening = this.#open(this.#family);
    if (opening < 0) return opening;
    const bits =
      (flags.reuseAddr ? BIND_REUSE_ADDRESS : 0) |
      (flags.reusePort ? BIND_REUSE_PORT : 0) |
      (flags.ipv6Only ? BIND_IPV6_ONLY : 0);
    const error = addon.bind(this.index, this.#family, address, port, bits);
    // Like libuv, which opens nothing for what is no address of the family.
    if (error === EINVAL && !wasOpen && this.#engine.familyOf(address) !== this.#family) {
      this.close();
    }
    return error;
  }

  connect(address: string, port: number): number {
    return addon.connect(this.index, this.#family, address, port);
  }

  disconnect(): number {
    return addon.disconnect(this.index);
  }

  localAddress(): SocketAddress | number {
    const error = addon.localAddress(this.index);
    return error < 0 ? error : readAddress(NAME_POSITION);
  }

  peerAddress(): SocketAddress | number {
    const error = addon.peerAddress(this.index);
    return error < 0 ? error : readAddress(NAME_POSITION);
  }

  startReceiving(): number {
    this.#receiving = true;
    return addon.receive(this.index, this.#trains && !this.#shared ? 1 : 0);
  }

  setDelivery(datagrams: boolean, batches: boolean): void {
    this.#delivery = (datagrams ? DELIVER_DATAGRAMS : 0) | (batches ? DELIVER_BATCHES : 0);
    if (this.isOpen) addon.deliver(this.index, this.#delivery);
  }

  destination(address: string, port: number): number {
    return this.#engine.destinations.find(this.#family, address, port);
  }

  queue(payload: Payload, length: number, destination: number): number {
    return this.#engine.sends.append(this.index, payload, length, destination);
  }

  sendSegments(bytes: Uint8Array, segmentSize: number, destination: number): SendBatch[] {
    return this.#engine.sends.sendSegments(this.index, bytes, segmentSize, destination);
  }

  limitQueue(bytes: number): void {
    this.#queueLimit = bytes;
  }

  blockedBytes(): number {
    this.#engine.sends.flush();
    return addon.blockedBytes(this.index);
  }

  blockedCount(): number {
    this.#engine.sends.flush();
    return addon.blockedCount(this.index);
  }

  setOption(name: OptionName, value: number): number {
    const [level, option] = OPTIONS[name][this.#openFamily];
    return addon.setOption(this.index, level, option, value);
  }

  getOption(name: OptionName): number {
    const [level, option] = OPTIONS[name][this.#openFamily];
    return addon.getOption(this.index, level, option);
  }

  setMulticastInterface(address: string): number {
    return addon.multicastInterface(this.index, address);
  }

  membership(join: boolean, group: string, multicastInterface: string | undefined): number {
    const error = this.#bindImplicitly(group);
    return error < 0
      ? error
      : addon.membership(this.index, join ? 1 : 0, group, multicastInterface);
  }

  sourceMembership(
    join: boolean,
    source: string,
    group: string,
    multicastInterface: string | undefined,
  ): number {
    if (this.#engine.familyOf(source) !== this.#engine.familyOf(group)) return EINVAL;
    const error = this.#bindImplicitly(group);
    return error < 0
      ? error
      : addon.sourceMembership(this.index, join ? 1 : 0, source, group, multicastInterface);
  }

  ref(): void {
    this.#referenced = true;
    addon.reference(this.index, 1);
  }

  unref(): void {
    this.#referenced = false;
    addon.reference(this.index, 0);
  }

  close(): void {
    if (!this.isOpen) return;
    this.drain();
    const { index } = this;
    this.index = UNOPENED;
    this.#engine.forget(index);
    addon.close(index);
    if (this.#blocked !== undefined) this.settle(this.#blocked.length, () => ECANCELED);
  }

  /** Says what the engine's calls for this socket belong to. */
  createContext(): void {
    // In the resource's own scope, or async hooks would give it the context of this call.
    this.#resource.runInAsyncScope(addon.createContext, undefined, this.index, this.#resource);
  }

  /** Sends what is queued, and waits a bounded time for the kernel to take it all. */
  drain(): void {
    this.#engine.sends.flush();
    while (this.#blocked !== undefined && this.#blocked.length > 0) {
      const count = addon.drain(this.index, this.#engine.drainTime);
      if (count <= 0) return;
      this.settle(count, (place) => memory.unblockedResults[place] as number);
    }
  }

  /** Tells the first `count` datagrams of the blocked queue what became of them. */
  settle(count: number, outcomeOf: (place: number) => number): void {
    const settled = this.blocked.splice(0, count);
    settled.forEach((datagram, place) => {
      datagram.outcome = outcomeOf(place);
    });
    for (const datagram of settled) datagram.settled?.();
  }

  adopt(descriptor: number): number {
    if (this.isOpen) return EBUSY;
    return this.#register(addon.adopt(descriptor), true);
  }

  adoptCopy(descriptor: number): number {
    const copy = addon.duplicateDescriptor(descriptor);
    if (copy < 0) return copy;
    // What an earlier bind that failed has opened.
    this.close();
    const error = this.adopt(copy);
    if (error < 0) addon.closeDescriptor(copy);
    return error;
  }

  copy(): number {
    if (!this.isOpen) return EBADF;
    if (this.#receiving && !this.#shared) this.#endTrains();
    this.#shared = true;
    return addon.duplicateDescriptor(addon.descriptor(this.index));
  }

  /**
   * Turns trains off. Those that have arrived are read before, as they could not be cut later,
   * and delivered in the next turn of the loop.
   */
  #endTrains(): void {
    const { listener } = this;
    const arrived: (() => void)[] = [];
    this.listener = {
      datagram: (message, remote) => {
        // Two deliveries, of which the first decides on both, as in native/receive.c.
        let delivery = 0;
        arrived.push(() => {
          delivery = this.#delivery;
          if (delivery & DELIVER_BATCHES) listener.batch(new KeptBatch([[message, remote]]));
        });
        arrived.push(() => {
          if (delivery & DELIVER_DATAGRAMS) listener.datagram(message, remote);
        });
      },
      batch: () => {},
      receiveError: (errno) => arrived.push(() => listener.receiveError(errno)),
    };
    this.#engine.receivePending(this.index);
    this.listener = listener;
    addon.receive(this.index, 0);
    if (arrived.length === 0) return;
    // What arrives meanwhile must not overtake them.
    addon.pause(this.index);
    for (const deliver of arrived) {
      setImmediate(() => {
        if (this.isOpen) this.#resource.runInAsyncScope(deliver);
      });
    }
    setImmediate(() => addon.receive(this.index, 0));
  }

  #open(family: Family): number {
    if (this.isOpen) return 0;
    return this.#register(addon.open(family), this.#shared);
  }

  #register(index: number, shared: boolean): number {
    if (index < 0) return index;
    this.index = index;
    this.#shared = shared;
    this.#engine.remember(index, this);
    if (!this.#referenced) addon.reference(index, 0);
    if (this.#delivery !== DELIVER_DATAGRAMS) addon.deliver(index, this.#delivery);
    if (this.#queueLimit !== undefined) addon.limitQueue(index, this.#queueLimit);
    return 0;
  }

  /**
   * Joining a group binds an unbound socket, of the group's family, to a random port; with
   * SO_REUSEADDR, as Node does.
   */
  #bindImplicitly(group: string): number {
    if (this.isOpen) return 0;
    const family = this.#engine.familyOf(group);
    if (family < 0) return family;
    const error = this.#open(family as Family);
    if (error < 0) return error;
    this.#openFamily = family as Family;
    return addon.bind(this.index, family, ANY_ADDRESS[family as Family], 0, BIND_REUSE_ADDRESS);
  }
}
