import type { AsyncResource } from 'node:async_hooks';
import type { AllCounters } from '../counters.js';
import type { Family } from '../datagram.js';
import type { DescriptorSharing, EngineListener, EngineSocket } from '../engine.js';
import { EADDRINUSE, EBADF, EBUSY } from '../errno.js';
import type { BindFlags, ReceiveOptions, Steering } from '../socket-options.js';
import { addon } from './addon.js';
import { takeArrived } from './arrived.js';
import { setImmediate } from './clock.js';
import type { ClosingSockets } from './closing-sockets.js';
import {
  DELIVER_BATCHES,
  DELIVER_DATAGRAMS,
  DELIVER_KEPT_BATCHES,
  RECEIVES,
  RECEIVES_INFO,
  RECEIVES_SHARED,
  STEERINGS,
} from './constants.js';
import { readCounters } from './counters.js';
import { UNOPENED } from './linux-descriptor.js';
import { LinuxSender, type SendHost } from './linux-sender.js';

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

/** What all sockets of one thread share, by their indices: the engine. */
export interface SocketHost extends SendHost {
  /** Those that are closed, but for datagrams that the kernel has not taken yet. */
  readonly closing: ClosingSockets;
  /**
   * Lets go of these.
   *
   * @returns whether there were any
   */
  endClosing(): boolean;
  remember(index: number, socket: LinuxSocket): void;
  forget(index: number): void;
  /**
   * Delivers everything that has arrived at a socket, and turns trains off. This may happen while
   * another message is being delivered, which is put aside for so long.
   */
  endTrains(index: number): void;
}

/** A UDP socket of the kernel. Its descriptor is opened by the first call that needs one. */
export class LinuxSocket extends LinuxSender implements EngineSocket, DescriptorSharing {
  /** What the engine's reports to this socket belong to. */
  readonly resource: AsyncResource;
  /** Whether something is told with each datagram besides its sender. */
  readonly tellsInfo: boolean;
  isReferenced = true;
  declare protected readonly engine: SocketHost;

  #receiving = false;
  /** Another reader of the descriptor may exist: trains would reach it uncut. */
  #shared = false;
  /** RECEIVES flags. */
  readonly #receives: number;
  /** DELIVER_… flags. */
  #delivery = DELIVER_DATAGRAMS;

  constructor(
    engine: SocketHost,
    family: Family,
    resource: AsyncResource,
    listener: EngineListener,
    receives: ReceiveOptions,
  ) {
    super(engine, family, listener);
    this.resource = resource;
    this.#receives = flagsOf(receives);
    this.tellsInfo = (this.#receives & RECEIVES_INFO) !== 0;
  }

  get descriptor(): number {
    return addon.descriptor(this.index);
  }

  get sharing(): DescriptorSharing {
    return this;
  }

  override bind(address: string, port: number, flags: BindFlags): number {
    const error = super.bind(address, port, flags);
    // What has the port may be a socket that the program has closed.
    return error === EADDRINUSE && this.engine.endClosing()
      ? super.bind(address, port, flags)
      : error;
  }

  startReceiving(): number {
    this.#receiving = true;
    return addon.receive(this.index, this.#shared ? this.#receivesShared : this.#receives);
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

  counters(): AllCounters {
    this.engine.sends.flush();
    return readCounters(this.index);
  }

  countFailure(errno: number): void {
    addon.countFailure(this.index, errno);
    this.listener.sendFailed(errno);
  }

  setSteering(steering: Steering, sockets: number): number {
    return addon.setSteering(this.index, STEERINGS[steering], sockets);
  }

  reference(on: boolean): void {
    this.isReferenced = on;
    addon.reference(this.index, on ? 1 : 0);
  }

  close(closed: () => void): void {
    const { index } = this;
    this.engine.sends.flush();
    this.drain(() => 0);
    // An async hook has closed it meanwhile, and is told.
    if (this.index !== index) return;
    const blocked = this.takeBlocked();
    if (blocked === undefined || blocked.isEmpty) {
      this.release();
      closed();
    } else {
      this.#forget();
      this.engine.closing.add(blocked, closed);
    }
  }

  release(): void {
    if (!this.isOpen) return;
    const { index } = this;
    const blocked = this.takeBlocked();
    this.#forget();
    addon.close(index);
    blocked?.cancel();
  }

  /** Has nothing open any more. */
  #forget(): void {
    this.engine.forget(this.index);
    this.index = UNOPENED;
    this.awaitsBind = false;
    this.isBound = false;
  }

  /** Says what the engine's calls for this socket belong to. */
  createContext(): void {
    // In the resource's own scope, or async hooks would give it the context of this call. There
    // the index is asked for, since a hook may have closed this socket and opened its successor.
    this.resource.runInAsyncScope(() => addon.createContext(this.index, this.resource));
  }

  adopt(descriptor: number): number {
    if (this.isOpen && !this.awaitsBind) return EBUSY;
    const error = this.applyEarlyOptionsTo(descriptor);
    if (error < 0) return error;
    this.release();
    const outcome = this.register(addon.adopt(descriptor));
    this.isBound = outcome >= 0;
    this.#shared ||= this.isBound;
    return outcome;
  }

  adoptCopy(descriptor: number): number {
    const copy = addon.duplicateDescriptor(descriptor);
    if (copy < 0) return copy;
    // What an earlier bind that failed has opened.
    this.release();
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
      addon.receive(this.index, this.#receivesShared);
    });
  }

  /** RECEIVES flags where another reader of the descriptor may exist. */
  get #receivesShared(): number {
    return (this.#receives & ~RECEIVES.trains) | RECEIVES_SHARED;
  }

  /** Another listener takes what has arrived. */
  #endTrainsFor(taker: EngineListener): void {
    const { listener } = this;
    this.listener = taker;
    this.engine.endTrains(this.index);
    this.listener = listener;
  }

  #deliver(delivery: number): void {
    if (delivery === this.#delivery) return;
    this.#delivery = delivery;
    if (this.isOpen) addon.deliver(this.index, delivery);
  }

  protected override register(index: number): number {
    const error = super.register(index);
    if (error < 0) return error;
    this.engine.remember(index, this);
    if (!this.isReferenced) addon.reference(index, 0);
    if (this.#delivery !== DELIVER_DATAGRAMS) addon.deliver(index, this.#delivery);
    return 0;
  }
}
