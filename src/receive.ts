import type { BlockList } from 'node:net';
import type { EngineListener, ReceivedBatch, RemoteInfo } from './engine/index.js';
import { systemError } from './errors.js';
import { MessageBatch } from './message-batch.js';
import type { Socket } from './socket.js';
import { stateOf } from './state.js';

/** Turns what the engine reports into a socket's events. */
export class Receiver implements EngineListener {
  #socket: Socket;

  constructor(socket: Socket) {
    this.#socket = socket;
  }

  datagram(message: Buffer, remote: RemoteInfo): void {
    const { receiveBlockList } = stateOf(this.#socket);
    if (receiveBlockList !== undefined && isBlocked(receiveBlockList, remote)) return;
    this.#socket.emit('message', message, remote);
  }

  batch(received: ReceivedBatch): void {
    const { receiveBlockList } = stateOf(this.#socket);
    if (receiveBlockList !== undefined) {
      received.exclude((remote) => isBlocked(receiveBlockList, remote));
      if (received.length === 0) return;
    }
    MessageBatch.deliver(received, (batch) => this.#socket.emit('messages', batch));
  }

  receiveError(errno: number): void {
    this.#socket.emit('error', systemError(errno, 'recvmsg'));
  }
}

function isBlocked(
  list: BlockList,
  { address, family }: Pick<RemoteInfo, 'address' | 'family'>,
): boolean {
  return list.check(address, family === 'IPv6' ? 'ipv6' : 'ipv4');
}
