import type { SocketType } from 'node:dgram';
import type { AddressInfo } from 'node:net';
import type { Socket } from '../../test/support/dgram.js';
import type { Name } from '../sequence.js';

/** A socket of a running sequence, and what the known differences depend on. */
export class Subject {
  /** Aborts the `signal` option. */
  readonly controller = new AbortController();
  /** Datagrams sent since the loop was last quiet. */
  sends = 0;
  /** Calls other than sends since then. */
  otherCalls = 0;
  /** A bind that may fail has begun since then. */
  bindMayFail = false;
  /** A group was joined before the bind, which will fail. */
  joinedUnbound = false;
  /** A call threw that leaves the sockets of `node:dgram` as if it went on. */
  isRetired = false;
  /** It was disconnected, and so lost its port, until a datagram gets it another. */
  wasDisconnected = false;
  /** Listeners that take steps when their event is emitted. */
  listeners = 0;
  /** A callback that takes steps may be called. */
  callsBack = false;

  readonly socket: Socket;

  constructor(
    readonly name: Name,
    readonly type: SocketType,
    create: (subject: Subject) => Socket,
  ) {
    this.socket = create(this);
  }

  /** The loopback address of the socket's family. */
  get loopback(): string {
    return this.type === 'udp6' ? '::1' : '127.0.0.1';
  }

  /** Whether the port is what it was when the socket was bound, with both implementations. */
  get keepsPort(): boolean {
    return !this.wasDisconnected && !this.isRetired;
  }

  /** Where the socket is bound; undefined where it is not. */
  get local(): AddressInfo | undefined {
    return addressOr(() => this.socket.address());
  }

  /** Whom the socket is connected to; undefined where it is not. */
  get remote(): AddressInfo | undefined {
    return addressOr(() => this.socket.remoteAddress());
  }

  /** The loop is quiet. */
  settled(): void {
    this.sends = 0;
    this.otherCalls = 0;
    this.bindMayFail = false;
    this.callsBack = false;
  }
}

function addressOr(read: () => AddressInfo): AddressInfo | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
