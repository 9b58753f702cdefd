import type { BlockList } from 'node:net';
import { dropChannel, errorChannel } from '../diagnostics.js';
import type { EngineListener, IcmpError, ReceivedBatch, RemoteInfo } from '../engine/index.js';
import { systemError } from '../errors/errors.js';
import { nextTick } from '../node/next-tick.js';
import { type SocketObject, stateOf } from '../state.js';
import { deliverBatch } from './message-batch.js';

/** Turns what the engine reports into a socket's events. */
export class Receiver implements EngineListener {
  #socket: SocketObject;

  constructor(socket: SocketObject) {
    this.#socket = socket;
  }

  datagram(message: Buffer, remote: RemoteInfo): void {
    const { receiveBlockList } = stateOf(this.#socket).options;
    if (receiveBlockList !== undefined && isBlocked(receiveBlockList, remote)) return;
    this.#socket.emit('message', message, remote);
  }

  batch(received: ReceivedBatch): void {
    const { receiveBlockList } = stateOf(this.#socket).options;
    if (receiveBlockList !== undefined) {
      received.exclude((remote) => isBlocked(receiveBlockList, remote));
      if (received.length === 0) return;
    }
    deliverBatch(received, (batch) => this.#socket.emit('messages', batch));
  }

  receiveError(errno: number): void {
    const error = systemError(errno, 'recvmsg');
    if (errorChannel.hasSubscribers) errorChannel.publish({ socket: this.#socket, error });
    this.#socket.emit('error', error);
  }

  icmpError(icmpError: IcmpError): void {
    if (errorChannel.hasSubscribers) errorChannel.publish({ socket: this.#socket, icmpError });
    this.#socket.emit('icmpError', icmpError);
  }

  dropped(count: number): void {
    dropChannel.publish({ socket: this.#socket, count });
  }

  sendFailed(errno: number): void {
    if (!errorChannel.hasSubscribers) return;
    const socket = this.#socket;
    // In its own tick: the engine is in the middle of a flush.
    nextTick(() => errorChannel.publish({ socket, error: systemError(errno, 'send') }));
  }
}

function isBlocked(
  list: BlockList,
  { address, family }: Pick<RemoteInfo, 'address' | 'family'>,
): boolean {
  return list.check(address, family === 'IPv6' ? 'ipv6' : 'ipv4');
}
