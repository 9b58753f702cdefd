import { AsyncResource } from 'node:async_hooks';
import { isBlocked, isLiteral, loopbackAddress, resolve } from '../address.js';
import {
  type BlockedDatagram,
  CONNECTED,
  EACCES,
  EISCONN,
  EMSGSIZE,
  type EngineSocket,
  engine,
  MAX_DATAGRAM_SIZE,
  type Payload,
  type PreparedControl,
  type SendBatch,
  type SendControl,
} from '../engine/index.js';
import { addressError, cannotSend, ipBlocked, notRunning } from '../errors/errors.js';
import { whenBound } from '../lifecycle/bind.js';
import { isExiting } from '../lifecycle/exit.js';
import { nextTick } from '../node/next-tick.js';
import { networkDenial } from '../node/permission.js';
import {
  BindState,
  ConnectState,
  openHandle,
  type SocketObject,
  type SocketState,
  stateOf,
} from '../state.js';
import { byteLength, copyMessage } from './message.js';
import { refusal } from './send.js';
import { type Burst, checkBurst, type Target } from './send-many-arguments.js';

/** `sendMany()`. */
export function sendMany(
  socket: SocketObject,
  messages: unknown,
  optionsOrCallback: unknown,
  callback: unknown,
): void {
  const state = stateOf(socket);
  const isConnected = state.connectState === ConnectState.Connected;
  const burst = checkBurst(isConnected, messages, optionsOrCallback, callback);
  openHandle(state);
  if (state.bindState === BindState.Bound) {
    dispatch(socket, state, burst);
    return;
  }
  keepPayloads(burst);
  // The bind may be another call's, made in another context.
  const resource = new AsyncResource('UDPSENDWRAP');
  whenBound(socket, state, {
    run: () => resource.runInAsyncScope(dispatch, undefined, socket, state, burst),
    fail: (cause) => complete(burst, Object.assign(cannotSend(), { cause }), 0),
  });
}

/** What can't leave in this tick is copied: the caller may reuse its buffers at once. */
function keepPayloads(burst: Burst): void {
  burst.payloads = burst.payloads.map(copyMessage);
}

function complete({ callback }: Burst, error: Error | null, sent: number): void {
  if (callback !== undefined) nextTick(callback, error, sent);
}

/** Sends on a bound socket, looking host names up first. */
function dispatch(socket: SocketObject, state: SocketState, burst: Burst): void {
  const unresolved = new Map<string, Target[]>();
  let last: Target | undefined;
  for (const target of burst.targets) {
    if (target === last || target.port === undefined) continue;
    last = target;
    const hostname = target.address || loopbackAddress(state.options.type);
    if (
      isLiteral(hostname, state.options.lookup) &&
      state.connectState !== ConnectState.Connecting
    ) {
      admit(state, target, hostname);
    } else {
      const waiting = unresolved.get(hostname);
      if (waiting === undefined) unresolved.set(hostname, [target]);
      else waiting.push(target);
    }
  }
  if (unresolved.size === 0) {
    transmit(state, burst);
    return;
  }
  keepPayloads(burst);
  for (const [hostname, targets] of unresolved) {
    resolve(state.options.lookup, state.options.type, hostname, (error, address) => {
      // A custom lookup may answer twice.
      if (!unresolved.delete(hostname)) return;
      if (error && burst.callback === undefined) nextTick(() => socket.emit('error', error));
      for (const target of targets) {
        if (error) target.error = error;
        else admit(state, target, `${address}`);
      }
      if (unresolved.size === 0) transmit(state, burst);
    });
  }
}

/** Lets datagrams go to an address, if the socket's block list does. */
function admit(state: SocketState, target: Target, address: string): void {
  if (isBlocked(state.options.sendBlockList, address)) {
    target.error = ipBlocked(address);
  } else {
    target.resolved = address;
  }
}

function transmit(state: SocketState, burst: Burst): void {
  const { handle } = state;
  if (handle === null) {
    complete(burst, notRunning(), 0);
    return;
  }
  const denial = networkDenial() ?? connectedSince(state, burst);
  if (denial !== undefined) {
    complete(burst, denial, 0);
    return;
  }
  // What was sent before leaves before; and the batches from here on are this burst's alone.
  engine.sends.flush();
  if (burst.segmentSize === undefined) sendMessages(handle, burst);
  else sendSegments(handle, burst, burst.segmentSize);
  if (isExiting()) engine.drain();
}

/** Like Node's send(), a connect that came first makes the address one too many. */
function connectedSince(state: SocketState, { targets }: Burst): Error | undefined {
  const isConnected = state.connectState === ConnectState.Connected;
  const target = targets.find(({ port }) => port !== undefined);
  return isConnected && target !== undefined ? targetError(target, EISCONN) : undefined;
}

function sendMessages(handle: EngineSocket, burst: Burst): void {
  const { payloads, targets, said } = burst;
  const controls = new Controls(handle);
  const batches: SendBatch[] = [];
  const queued: number[] = [];
  let failure: Failure | undefined;
  for (let place = 0; place < payloads.length; place++) {
    const target = targets[place] as Target;
    const payload = payloads[place] as Payload;
    const length = byteLength(payload);
    const destination = length > MAX_DATAGRAM_SIZE ? EMSGSIZE : destinationOf(handle, target);
    const control = controls.of(said[place]);
    const errno = typeof control === 'number' ? control : destination;
    if (errno < CONNECTED) {
      const error = refuse(handle, target, errno);
      failure ??= { place, error };
      continue;
    }
    handle.queue(payload, length, destination, control as PreparedControl | undefined);
    queued.push(place);
    // A full queue has been flushed.
    const { batch } = engine.sends;
    if (batch !== batches.at(-1)) batches.push(batch);
  }
  engine.sends.flush();
  settle(burst, batches, queued, failure);
}

function sendSegments(handle: EngineSocket, burst: Burst, segmentSize: number): void {
  const target = burst.targets[0] as Target;
  const destination = destinationOf(handle, target);
  const control = new Controls(handle).of(burst.said[0]);
  const errno = typeof control === 'number' ? control : destination;
  const bytes = burst.payloads[0] as Uint8Array;
  if (errno < CONNECTED) {
    const count = Math.ceil(byteLength(bytes) / segmentSize);
    complete(burst, refuse(handle, target, errno, count), 0);
    return;
  }
  const prepared = control as PreparedControl | undefined;
  settle(burst, handle.sendSegments(bytes, segmentSize, destination, prepared), [], undefined);
}

/**
 * Why a datagram does not reach the kernel, or the segments of one message do not. Counted is, as
 * by send(), what has an address to go to.
 */
function refuse(handle: EngineSocket, target: Target, errno: number, count = 1): Error {
  if (target.error !== undefined) return target.error;
  for (let place = 0; place < count; place++) handle.countFailure(errno);
  return refusal(errno, target.address, target.port);
}

/** Prepares what datagrams say once for all neighbours that share it. */
class Controls {
  #last: SendControl | undefined;
  #prepared: PreparedControl | number | undefined;

  constructor(readonly handle: EngineSocket) {}

  /** Undefined where nothing is said; a negative error number below {@link CONNECTED} where it can't be. */
  of(said: SendControl | undefined): PreparedControl | number | undefined {
    if (said === undefined) return undefined;
    if (said !== this.#last) {
      this.#last = said;
      this.#prepared = this.handle.control(said);
    }
    return this.#prepared;
  }
}

/** The engine's number for a target, or a negative error number below {@link CONNECTED}. */
function destinationOf(handle: EngineSocket, { port, resolved, error }: Target): number {
  if (port === undefined) return CONNECTED;
  if (resolved === undefined || error !== undefined) return EACCES;
  return handle.destination(resolved, port);
}

/** What went wrong first. */
interface Failure {
  /** Among the payloads. */
  place: number;
  error: Error;
}

/**
 * Completes a burst when all that was flushed has left or failed.
 *
 * @param queued the payload of each datagram; of segments, which have one, none
 * @param refused the first that was not queued
 */
function settle(
  burst: Burst,
  batches: SendBatch[],
  queued: number[],
  refused: Failure | undefined,
): void {
  if (burst.callback === undefined) return;
  let failure = refused;
  let sent = 0;
  let position = 0;
  const blocked: [datagram: BlockedDatagram, target: Target][] = [];
  for (const { count, exceptions } of batches) {
    sent += count - (exceptions?.size ?? 0);
    for (const [index, exception] of exceptions ?? []) {
      const place = queued[position + index] ?? 0;
      const target = burst.targets[place] as Target;
      if (typeof exception !== 'number') blocked.push([exception, target]);
      else if (failure === undefined || place < failure.place) {
        failure = { place, error: targetError(target, exception) };
      }
    }
    position += count;
  }
  let error = failure?.error ?? null;
  if (blocked.length === 0) {
    complete(burst, error, sent);
    return;
  }
  const resource = new AsyncResource('UDPSENDWRAP');
  let left = blocked.length;
  for (const [datagram, target] of blocked) {
    datagram.settled = () => {
      if (datagram.outcome === 0) sent++;
      else error ??= targetError(target, datagram.outcome as number);
      if (--left === 0) resource.runInAsyncScope(complete, undefined, burst, error, sent);
    };
  }
}

function targetError({ address, port }: Target, errno: number): Error {
  return addressError(errno, 'send', address, port);
}
