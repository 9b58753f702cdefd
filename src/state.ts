import type { EventEmitter } from 'node:events';
import type { EngineListener, EngineSocket } from './engine/index.js';
import { notRunning } from './errors/errors.js';
import type { SocketEmitter } from './events.js';
import type { Memberships } from './multicast/memberships.js';
import type { BindOptions, CheckedSocketOptions, SocketType } from './options/options.js';

/** How far a bind has come. */
export enum BindState {
  Unbound,
  Binding,
  Bound,
}

/** How far a connect has come. */
export enum ConnectState {
  Disconnected,
  Connecting,
  Connected,
}

/** Where a bind goes, before anything about it is checked: Node checks nearly nothing. */
export interface BindTarget {
  address: unknown;
  port: unknown;
  exclusive: boolean;
}

/** What waits for an implicit bind. */
export interface Deferred {
  /** Does it, once the socket is bound. */
  run(): void;
  /** The bind failed: whoever asked is told. */
  fail(error: Error): void;
}

/** A handle of Node's own, kept for as long as a socket works on a copy of its descriptor. */
export interface NodeHandle {
  readonly fd: number;
  close(): void;
}

/** Which of a socket's two buffers. */
export type BufferName = 'recvBufferSize' | 'sendBufferSize';

/** A size that a buffer has been given. */
export interface GivenSize {
  /** In bytes. */
  readonly size: number;
  /** Beyond the system's limit, to which the bind would cut it. */
  readonly isForced: boolean;
}

/** What Node's own modules see of a socket. */
export interface NodeView {
  /** The socket keeps the process alive, or no longer. */
  reference(on: boolean): void;
  /** The socket is closed. */
  close(): void;
}

/**
 * A socket to those who work on it: what its events are emitted on, and those of its methods that
 * they call as a program would, which may have replaced them.
 */
export interface SocketObject extends SocketEmitter {
  readonly type: SocketType;
  bind(options: BindOptions, callback?: () => void): unknown;
  bindSync(): void;
  close(): unknown;
}

/** A socket's inner life, out of its users' sight. */
export interface SocketState {
  readonly options: CheckedSocketOptions;
  /** Null once the socket is closed. */
  handle: EngineSocket | null;
  bindState: BindState;
  connectState: ConnectState;
  receiving: boolean;
  /** Somebody listens for 'messages'. */
  deliversBatches: boolean;
  /** What waits for an implicit bind, in order; undefined when none is under way. */
  deferred: Deferred[] | undefined;
  /** A bind that waits for its tick only, as it needs no look-up. */
  pendingBind: BindTarget | undefined;
  /** What was asked for since the options, last. */
  bufferSizes: Partial<Record<BufferName, GivenSize>> | undefined;
  /** The groups that it has joined, once there was one. */
  memberships: Memberships | undefined;
  /** The cluster's shared handle, or one that was handed over. */
  sharedHandle: NodeHandle | undefined;
  /** The turn that it was closed in. */
  turnAtClose: number | undefined;
  /** What Node's own modules see of this socket, once they have looked. */
  nodeState: NodeView | undefined;
  /** Turns the engine's reports into events. */
  readonly receiver: EngineListener;
}

const kState = Symbol('fast-dgram state');

/** Gives a new socket its state. */
export function setState(socket: EventEmitter, state: SocketState): void {
  Object.defineProperty(socket, kState, { value: state, configurable: true });
}

/** The state of a socket. */
export function stateOf(socket: EventEmitter): SocketState {
  return (socket as unknown as Record<typeof kState, SocketState>)[kState];
}

/**
 * The handle of a socket that is not closed.
 *
 * @throws ERR_SOCKET_DGRAM_NOT_RUNNING
 */
export function openHandle(state: SocketState): EngineSocket {
  if (state.handle === null) throw notRunning();
  return state.handle;
}
