import type { AsyncResource } from 'node:async_hooks';
import type { AllCounters } from '../counters.js';
import type { Family, PreparedControl, SendControl, SocketAddress } from '../datagram.js';
import type { DescriptorSharing, EngineListener, EngineSocket } from '../engine.js';
import type { Payload } from '../payload.js';
import type { BlockedDatagram, SendBatch } from '../send-queue.js';
import type {
  BindFlags,
  MulticastInterface,
  ReceiveOptions,
  SourceOperation,
  Steering,
} from '../socket-options.js';
import { addon } from './addon.js';
import { NAME_POSITION, readAddress } from './addresses.js';
import { takeArrived } from './arrived.js';
import { setImmediate } from './clock.js';
import {
  BIND_IPV6_ONLY,
  BIND_REUSE_ADDRESS,
  BIND_REUSE_PORT,
  DELIVER_BATCHES,
  DELIVER_DATAGRAMS,
  DELIVER_KEPT_BATCHES,
  EBADF,
  EBUSY,
  ECANCELED,
  EINVAL,
  RECEIVES,
  RECEIVES_INFO,
  SOURCE_OPERATIONS,
  STEERINGS,
} from './constants.js';
import { readCounters } from './counters.js';
import { LinuxDescriptor, UNOPENED } from './linux-descriptor.js';
import type { LinuxEngine } from './linux-engine.js';
import { memory } from './memory.js';
import { prepareControl, type Speaker } from './prepared-control.js';

/** The any-address of each family, where an implicit bind goes. */
const ANY_ADDRESS: Readonly<Record<Family, string>> = { 4: '0.0.0.0', 6: '::' };

function flagsOf(receives: ReceiveOptions): number {
  // Field by field: thousands of sockets are opened at a time.
  return (
    (receives.trains ? RECEIVES.trains : 0) |
    (receives.destination ? RECEIVES.destination : 0) |
    (receives.tos ? RECEIVES.tos : 0) |
    (receives.ttl ? RECEIVES.ttl : 0) |
    (receives.timestamp ? RECEIVES.timestamp : 0) |
    (receives.drops ? RECEIVES.drops : 0) |
    (receives.icmpErrors ? RECEIVES.icmpErrors : 0)
  );
}

/** A UDP socket of the kernel. Its descriptor is opened by the first call that needs one. */
export class LinuxSocket
  extends LinuxDescriptor
  implements EngineSocket, DescriptorSharing, Speaker
{
  /** What the engine's reports to this socket belong to. */
  readonly resource: AsyncResource;
  /** Whether something is told with each datagram besides its sender. */
  readonly tellsInfo: boolean;
  #blocked: BlockedDatagram[] | undefined;

  #engine: LinuxEngine;
  #family: Family;
  #referenced = true;
  #receiving = false;
  /** Another reader of the descriptor may exist: trains would reach it uncut. */
  #shared = false;
  /** RECEIVES flags. */
  readonly #receives: number;
  /** Opened for its options, and no bind was tried yet. */
  #awaitsBind = false;
  /** DELIVER_… flags. */
  #delivery = DELIVER_DATAGRAMS;
  #queueLimit: number | undefined;

  constructor(
    engine: LinuxEngine,
    family: Family,
    resource: AsyncResource,
    public listener: EngineListener,
    receives: ReceiveOptions,
  ) {
    super(family);
    this.#engine = engine;
    this.#family = family;
    this.resource = resource;
    this.#receives = flagsOf(receives);
    this.tellsInfo = (this.#receives & RECEIVES_INFO) !== 0;
  }

  get family(): Family {
    return this.#family;
  }

  get descriptor(): number {
    return addon.descriptor(this.index);
  }

  get sharing(): DescriptorSharing {
    return this;
  }

  /** The datagrams that wait in the engine, first to leave first. */
  get blocked(): BlockedDatagram[] {
    this.#blocked ??= [];
    return this.#blocked;
  }

  open(): number {
    if (this.isOpen) return 0;
    const error = this.#open(this.#family);
    this.#awaitsBind = error >= 0;
    return error;
  }

  bind(address: string, port: number, flags: BindFlags): number {
    const wasOpen = this.isOpen;
    const opening = this.#open(this.#family);
    if (opening < 0) return opening;
    const bits =
      (flags.reuseAddr ? BIND_REUSE_ADDRESS : 0) |
      (flags.reusePort ? BIND_REUSE_PORT : 0) |
      (flags.ipv6Only ? BIND_IPV6_ONLY : 0);
    this.#awaitsBind = false;
    const error = addon.bind(this.index, this.#family, address, port, bits);
    this.isBound = error >= 0;
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
    if (this.#awaitsBind) return EBADF;
    const error = addon.localAddress(this.index);
    return error < 0 ? error : readAddress(NAME_POSITION);
  }

  peerAddress(): SocketAddress | number {
    const error = addon.peerAddress(this.index);
    return error < 0 ? error : readAddress(NAME_POSITION);
  }

  startReceiving(): number {
    this.#receiving = true;
    return addon.receive(
      this.index,
      this.#shared ? this.#receives & ~RECEIVES.trains : this.#receives,
    );
  }

  setDelivery(datagrams: boolean, batches: boolean): void {
    const ways = (datagrams ? DELIVER_DATAGRAMS : 0) | (batches ? DELIVER_BATCHES : 0);
    this.#deliver(ways | (this.#delivery & DELIVER_KEPT_BATCHES));
  }

  /**
   * Whether listeners of batches keep their trains, which are handed on from now on in the memory
   * that they are read into; where they are only shown, they are read into the slab.
   */
  setKeepsBatches(keeps: boolean): void {
    const delivery = this.#delivery;
    this.#deliver(keeps ? delivery | DELIVER_KEPT_BATCHES : delivery & ~DELIVER_KEPT_BATCHES);
  }

  destination(address: string, port: number): number {
    return this.#engine.destinations.find(this.#family, address, port);
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
    return this.#engine.sends.append(this.index, payload, length, destination, control);
  }

  sendSegments(
    bytes: Uint8Array,
    segmentSize: number,
    destination: number,
    control?: PreparedControl,
  ): SendBatch[] {
    return this.#engine.sends.sendSegments(this.index, bytes, segmentSize, destination, control);
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

  counters(): AllCounters {
    this.#engine.sends.flush();
    return readCounters(this.index);
  }

  countFailure(errno: number): void {
    addon.countFailure(this.index, errno);
    this.listener.sendFailed(errno);
  }

  setSteering(steering: Steering, sockets: number): number {
    return addon.setSteering(this.index, STEERINGS[steering], sockets);
  }

  setMulticastInterface(multicastInterface: string | number): number {
    return addon.multicastInterface(this.index, multicastInterface);
  }

  membership(join: boolean, group: string, multicastInterface: MulticastInterface): number {
    const error = this.#bindImplicitly(group);
    return error < 0
      ? error
      : addon.membership(this.index, join ? 1 : 0, group, multicastInterface);
  }

  sourceMembership(
    operation: SourceOperation,
    source: string,
    group: string,
    multicastInterface: MulticastInterface,
  ): number {
    if (this.#engine.familyOf(source) !== this.#engine.familyOf(group)) return EINVAL;
    const error = this.#bindImplicitly(group);
    return error < 0
      ? error
      : addon.sourceMembership(
          this.index,
          SOURCE_OPERATIONS[operation],
          source,
          group,
          multicastInterface,
        );
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
    this.#awaitsBind = false;
    this.isBound = false;
    this.#engine.forget(index);
    addon.close(index);
    if (this.#blocked !== undefined) this.settle(this.#blocked.length, () => ECANCELED);
  }

  /** Says what the engine's calls for this socket belong to. */
  createContext(): void {
    // In the resource's own scope, or async hooks would give it the context of this call. There
    // the index is asked for, since a hook may have closed this socket and opened its successor.
    this.resource.runInAsyncScope(() => addon.createContext(this.index, this.resource));
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
      const outcome = outcomeOf(place);
      datagram.outcome = outcome;
      if (outcome < 0) this.listener.sendFailed(outcome);
    });
    for (const datagram of settled) datagram.settled?.();
  }

  adopt(descriptor: number): number {
    if (this.isOpen && !this.#awaitsBind) return EBUSY;
    const error = this.applyEarlyOptionsTo(descriptor);
    if (error < 0) return error;
    this.close();
    const index = this.#register(addon.adopt(descriptor), true);
    this.isBound = index >= 0;
    return index;
  }

  adoptCopy(descriptor: number): number {
    const copy = addon.duplicateDescriptor(descriptor);
    if (copy < 0) return copy;
    // What an earlier bind that failed has opened.
    this.close();
    const error = this.adopt(copy);
    if (error < 0) this.discard(copy);
    return error;
  }

  discard(copy: number): void {
    addon.closeDescriptor(copy);
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
    const arrived = takeArrived(
      this.listener,
      () => this.#delivery,
      (taker) => this.#endTrainsFor(taker),
    );
    if (arrived.length === 0) return;
    // What arrives meanwhile must not overtake them.
    addon.pause(this.index);
    for (const deliver of arrived) {
      setImmediate(() => {
        if (this.isOpen) this.resource.runInAsyncScope(deliver);
      });
    }
    setImmediate(() => {
      addon.receive(this.index, this.#receives & ~RECEIVES.trains);
    });
  }

  /** Another listener takes what has arrived. */
  #endTrainsFor(taker: EngineListener): void {
    const { listener } = this;
    this.listener = taker;
    this.#engine.endTrains(this.index);
    this.listener = listener;
  }

  #deliver(delivery: number): void {
    if (delivery === this.#delivery) return;
    this.#delivery = delivery;
    if (this.isOpen) addon.deliver(this.index, delivery);
  }

  #open(family: Family): number {
    if (this.isOpen) return 0;
    const index = this.#register(addon.open(family), this.#shared);
    const error = index < 0 ? index : this.applyEarlyOptions();
    if (error < 0) this.close();
    return error;
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
    if (this.isOpen && !this.#awaitsBind) return 0;
    const groupFamily = this.#engine.familyOf(group);
    if (groupFamily < 0) return groupFamily;
    const family = this.#awaitsBind ? this.#family : (groupFamily as Family);
    const error = this.#open(family);
    if (error < 0) return error;
    this.#awaitsBind = false;
    // A group of another family may have opened it.
    this.openFamily = family;
    const outcome = addon.bind(this.index, family, ANY_ADDRESS[family], 0, BIND_REUSE_ADDRESS);
    this.isBound = outcome >= 0;
    return outcome;
  }
}
