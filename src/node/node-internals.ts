import dgram from 'node:dgram';
import dns from 'node:dns';
import { EventEmitter } from 'node:events';
import { socketChannel } from '../diagnostics.js';
import type { NodeHandle } from '../state.js';

/** A UDP handle of Node's own. */
export interface UDPHandle extends NodeHandle {
  open(descriptor: number): number;
  ref(): void;
  unref(): void;
  onmessage: (size: number, handle: unknown, message: Buffer, remote: dgram.RemoteInfo) => void;
}

/** Node's types leave out what its constructor takes. */
interface NodeSocketConstructor {
  new (type: dgram.SocketType): dgram.Socket;
  readonly prototype: dgram.Socket;
}

/** Node's class, also where `dgram` was given another: by `register` of another copy, say. */
export const NodeSocket = originalClass();

function originalClass(): NodeSocketConstructor {
  let prototype: object = dgram.Socket.prototype;
  for (;;) {
    const base: object | null = Object.getPrototypeOf(prototype);
    if (base === null || base === EventEmitter.prototype) break;
    prototype = base;
  }
  return prototype.constructor as NodeSocketConstructor;
}

// What Node does not export is read off a socket of its own, which takes no system resources.
// `dns.lookup` is watched meanwhile, and nobody told of the socket.
let lookups = 0;
const { lookup } = dns;
dns.lookup = (() => lookups++) as unknown as typeof lookup;
Object.defineProperty(socketChannel, 'hasSubscribers', { value: false, configurable: true });
const probe = new NodeSocket('udp4');
probe.bind(0, () => {});
Reflect.deleteProperty(socketChannel, 'hasSubscribers');
dns.lookup = lookup;

/**
 * Whether `dns.lookup` is taken when a socket is created, and asked for literals too: up to
 * Node 24.19 and 26.0 or so. Later it is taken when it is needed, for names alone.
 */
export const lookupIsBoundEarly = lookups > 0;

function ownSymbol(object: object, description: string): symbol {
  return Object.getOwnPropertySymbols(object).find(
    (key) => key.description === description,
  ) as symbol;
}

/** The key under which Node's own modules look for a socket's state. */
export const nodeStateKey = ownSymbol(probe, 'state symbol');

const probeState = (probe as unknown as Record<symbol, { handle: UDPHandle | null }>)[
  nodeStateKey
] as { handle: UDPHandle | null };
const probeHandle = probeState.handle as UDPHandle;

/** Node's class of UDP handles. */
export const UDP = probeHandle.constructor as new () => UDPHandle;

/** The key under which Node's own modules look for a handle's socket. */
const ownerKey = ownSymbol(probeHandle, 'owner_symbol');

/** Makes Node's own modules close the socket where they would close the handle. */
export function setOwner(handle: NodeHandle, socket: object): void {
  Object.assign(handle, { [ownerKey]: socket });
}

/**
 * Whether a bind's callback hides a failure from 'error': it does where it brings an 'error'
 * listener with it, which is so up to Node 24.20.
 */
export const bindCallbackHidesErrors = probe.listenerCount('error') > 0;

// Without its handle its bind ends here. That stays open, as a handle that closes has the loop turn
// once more, and keeps neither the process nor, by its listeners and its look-up, this module alive.
probe.unref();
probe.removeAllListeners();
probeState.handle = null;
Reflect.deleteProperty(probeHandle, 'lookup');
