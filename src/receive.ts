import type { EngineListener, RemoteInfo } from './engine/index.js';
import { systemError } from './errors.js';
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
    if (receiveBlockList?.check(remote.address, remote.family === 'IPv6' ? 'ipv6' : 'ipv4')) return;
    this.#socket.emit('message', message, remote);
  }

  receiveError(errno: number): void {
    this.#socket.emit('error', systemError(errno, 'recvmsg'));
  }
}
