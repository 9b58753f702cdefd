import { AsyncResource } from 'node:async_hooks';
import { isIP } from 'node:net';
import { constants } from 'node:os';
import { types } from 'node:util';
import { isLiteral, loopbackAddress, resolve } from './address.js';
import { whenBound } from './bind.js';
import {
  byteLengthOf,
  CONNECTED,
  type EngineSocket,
  engine,
  MAX_DATAGRAM_SIZE,
  type Payload,
  type PreparedControl,
  type SendBatch,
  type SendControl,
} from './engine/index.js';
import {
  addressError,
  alreadyConnected,
  bufferOutOfBounds,
  cannotSend,
  closedHandle,
  featureUnavailable,
  invalidArgumentType,
  ipBlocked,
} from './errors.js';
import { isExiting } from './exit.js';
import { byteLength, checkMessage, copyMessage, MESSAGE_TYPES } from './message.js';
import { nextTick } from './next-tick.js';
import { validatePort, validateString } from './options.js';
import { networkDenial, requireNetwork } from './permission.js';
import { checkSendControl, type SendControlOptions } from './send-control.js';
import type { Socket } from './socket.js';
import { BindState, ConnectState, openHandle, type SocketState, stateOf } from './state.js';

/** Called when a datagram has left, or could not. */
export type SendCallback = (error: Error | null, bytes: number) => void;

/** Options of `send()`. Not in node:dgram. */
export interface SendOptions extends SendControlOptions {
  /** 1 to 65535; not on a connected socket. */
  port?: number | undefined;
  /** An address or name; absent: loopback; not on a connected socket. */
  address?: string | undefined;
}

/** A datagram whose arguments have been checked. */
interface Outgoing {
  payload: Payload;
  /** Bytes. */
  length: number;
  /** Undefined on a connected socket. */
  port: number | undefined;
  /** As the caller gave it, for error messages too. */
  address: string | null | undefined;
  callback: SendCallback | undefined;
  /** What it says besides. */
  said: SendControl | undefined;
  /** Where it is queued, once it is. */
  batch: SendBatch | undefined;
  place: number;
}

const EMSGSIZE = -constants.errno.EMSGSIZE;
const EISCONN = -constants.errno.EISCONN;
const ENOPROTOOPT = -constants.errno.ENOPROTOOPT;

/** `send()`: every overload that any version of Node documents. */
export function send(
  socket: Socket,
  message: unknown,
  second: unknown,
  third: unknown,
  fourth: unknown,
  fifth: unknown,
  sixth: unknown,
): void {
  const state = stateOf(socket);
  const connected = state.connectState === ConnectState.Connected;
  const outgoing = connected
    ? connectedArguments(message, second, third, fourth, fifth, sixth)
    : unconnectedArguments(message, second, third, fourth, fifth, sixth);
  openHandle(state);
  if (state.bindState === BindState.Bound) {
    dispatch(socket, state, outgoing);
    return;
  }
  outgoing.payload = copyMessage(outgoing.payload);
  let waits = false;
  whenBound(socket, state, {
    run: () => {
      // Behind a close() that waited too.
      if (waits) openHandle(state);
      dispatch(socket, state, outgoing);
    },
    fail: (cause) => {
      if (outgoing.callback === undefined) return;
      nextTick(outgoing.callback, Object.assign(cannotSend(), { cause }));
    },
  });
  waits = state.deferred !== undefined;
  // With a synchronous lookup, a listener of 'listening' may have closed the socket by now.
  if (!waits && state.handle === null) throw closedHandle('lookup');
}

/**
 * Whether `send()` was given options, and maybe a callback. Node takes any object for a bad port, or
 * on a connected socket for nothing.
 */
function areOptions(value: unknown, next: unknown): value is Record<keyof SendOptions, unknown> {
  if (next !== undefined && next !== null && typeof next !== 'function') return false;
  if (typeof value !== 'object' || value === null || types.isProxy(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** `(msg, options[, callback])` */
function optionArguments(
  isConnected: boolean,
  message: unknown,
  options: Record<keyof SendOptions, unknown>,
  callback: unknown,
): Outgoing {
  const payload = checkMessage(message);
  const { port, address } = options;
  if (isConnected && (port || address)) throw alreadyConnected();
  // Without a port it is what it is to Node: a bad one.
  if (!isConnected && port === undefined) validatePort(options, 'Port', false);
  const checked = isConnected ? undefined : validatePort(port, 'options.port', false);
  return describe(payload, checked, address, callback, checkSendControl(options, 'options'));
}

/** `(msg[, offset, length], port[, address][, callback])` */
function unconnectedArguments(
  message: unknown,
  second: unknown,
  third: unknown,
  fourth: unknown,
  fifth: unknown,
  sixth: unknown,
): Outgoing {
  const isSliced = fifth || (fourth && typeof fourth !== 'function');
  if (isSliced) {
    const payload = slice(message, second, third);
    return complete(payload, validatePort(fourth, 'Port', false), fifth, sixth);
  }
  if (areOptions(second, third) && 'port' in second) {
    return optionArguments(false, message, second, third);
  }
  const payload = checkMessage(message);
  return complete(payload, validatePort(second, 'Port', false), third, fourth);
}

/** `(msg[, offset, length][, callback])` */
function connectedArguments(
  message: unknown,
  second: unknown,
  third: unknown,
  fourth: unknown,
  fifth: unknown,
  sixth: unknown,
): Outgoing {
  if (areOptions(second, third)) return optionArguments(true, message, second, third);
  const isSliced = typeof third === 'number';
  const sliced = isSliced ? slice(message, second, third) : message;
  const callbackIsFourth = isSliced && typeof fourth === 'function';
  if ((fourth && !callbackIsFourth) || fifth) throw alreadyConnected();
  const callback = isSliced ? (callbackIsFourth ? fourth : sixth) : second;
  return complete(checkMessage(sliced), undefined, fifth, callback);
}

/** The address may be left out before the callback. */
function complete(
  payload: Payload,
  port: number | undefined,
  addressOrCallback: unknown,
  lastCallback: unknown,
): Outgoing {
  return typeof addressOrCallback === 'function'
    ? describe(payload, port, undefined, addressOrCallback, undefined)
    : describe(payload, port, addressOrCallback, lastCallback, undefined);
}

function describe(
  payload: Payload,
  port: number | undefined,
  address: unknown,
  callback: unknown,
  said: SendControl | undefined,
): Outgoing {
  if (address !== undefined && address !== null) validateString(address, 'address');
  return {
    payload,
    length: byteLength(payload),
    port,
    address,
    callback: typeof callback === 'function' ? (callback as SendCallback) : undefined,
    said,
    batch: undefined,
    place: 0,
  };
}

/** The part of a message that `offset` and `length` name; as Node does, they are cut to 32 bits. */
function slice(message: unknown, offsetValue: unknown, lengthValue: unknown): Uint8Array {
  const view = typeof message === 'string' ? Buffer.from(message) : message;
  if (!ArrayBuffer.isView(view)) throw invalidArgumentType('buffer', MESSAGE_TYPES, message);
  const offset = (offsetValue as number) >>> 0;
  const length = (lengthValue as number) >>> 0;
  const size = types.isTypedArray(view) ? byteLengthOf(view as Uint8Array) : view.byteLength;
  if (offset > size) throw bufferOutOfBounds('offset');
  if (offset + length > size) throw bufferOutOfBounds('length');
  if (types.isUint8Array(view) && size > 0 && length === size) return view;
  return new Uint8Array(view.buffer, view.byteOffset + offset, length);
}

/** Sends on a bound socket, looking a host name up first. */
function dispatch(socket: Socket, state: SocketState, outgoing: Outgoing): void {
  if (state.handle === null) return;
  const { address, port } = outgoing;
  if (port === undefined) {
    requireNetwork();
    enqueue(state, state.handle, outgoing, CONNECTED);
    return;
  }
  const hostname = address || loopbackAddress(state.type);
  const isConnecting = state.connectState === ConnectState.Connecting;
  if (isLiteral(hostname, state.lookup) && !isConnecting) {
    sendTo(state, state.handle, outgoing, hostname, port);
    return;
  }
  outgoing.payload = copyMessage(outgoing.payload);
  resolve(state.lookup, state.type, hostname, (error, resolved) => {
    const { callback } = outgoing;
    if (error) {
      if (callback !== undefined) nextTick(callback, error);
      else nextTick(() => socket.emit('error', error));
    } else if (state.handle !== null) {
      sendTo(state, state.handle, outgoing, `${resolved}`, port);
    }
  });
}

function sendTo(
  state: SocketState,
  handle: EngineSocket,
  outgoing: Outgoing,
  resolved: string,
  port: number,
): void {
  if (state.sendBlockList?.check(resolved, isIP(resolved) === 6 ? 'ipv6' : 'ipv4')) {
    if (outgoing.callback !== undefined) nextTick(outgoing.callback, ipBlocked(resolved));
    return;
  }
  const denial = networkDenial();
  if (denial !== undefined) {
    // Node finds out a tick later, where nobody catches it.
    nextTick(() => {
      throw denial;
    });
    return;
  }
  const destination = handle.destination(resolved, port);
  if (destination < 0) fail(handle, outgoing, destination);
  // A connect came first: like Node, an address is then one too many.
  else if (state.connectState === ConnectState.Connected) fail(handle, outgoing, EISCONN);
  else enqueue(state, handle, outgoing, destination);
}

function enqueue(
  state: SocketState,
  handle: EngineSocket,
  outgoing: Outgoing,
  destination: number,
): void {
  if (outgoing.length > MAX_DATAGRAM_SIZE) {
    fail(handle, outgoing, EMSGSIZE);
    return;
  }
  let control: PreparedControl | undefined;
  if (outgoing.said !== undefined) {
    const prepared = handle.control(outgoing.said);
    if (typeof prepared === 'number') {
      fail(handle, outgoing, prepared);
      return;
    }
    control = prepared;
  }
  outgoing.place = handle.queue(outgoing.payload, outgoing.length, destination, control);
  const { batch } = engine.sends;
  if (outgoing.callback !== undefined) {
    outgoing.batch = batch;
    batch.scheduled = true;
    nextTick(report, outgoing);
  } else if (!batch.scheduled) {
    batch.scheduled = true;
    nextTick(flush);
  }
  if (!state.coalesce) engine.sends.flush();
  if (isExiting()) engine.drain();
}

function flush(): void {
  engine.sends.flushSoon();
}

/** A datagram's own tick: the first of a batch sends them all. */
function report(outgoing: Outgoing): void {
  const batch = outgoing.batch as SendBatch;
  if (!batch.flushed) engine.sends.flush();
  const callback = outgoing.callback as SendCallback;
  const exception = batch.exceptions?.get(outgoing.place);
  if (exception === undefined) {
    callback(null, outgoing.length);
  } else if (typeof exception === 'number') {
    reportError(outgoing, exception);
  } else if (exception.outcome !== undefined) {
    reportLate(outgoing, exception.outcome);
  } else {
    // The kernel is full: the callback runs in this context when the datagram has left.
    const resource = new AsyncResource('UDPSENDWRAP');
    exception.settled = () =>
      resource.runInAsyncScope(() => nextTick(reportLate, outgoing, exception.outcome as number));
  }
}

/** Of a datagram that was accepted Node tells how long it is also where it fails in the end. */
function reportLate(outgoing: Outgoing, outcome: number): void {
  const { callback, address, port, length } = outgoing;
  const error = outcome === 0 ? null : addressError(outcome, 'send', address, port);
  callback?.(error, length);
}

function reportError({ callback, address, port }: Outgoing, errno: number): void {
  (callback as (error: Error) => void)(addressError(errno, 'send', address, port));
}

/** Why a datagram does not reach the kernel. */
export function refusal(
  errno: number,
  address: string | null | undefined,
  port: number | undefined,
): Error {
  // All that a datagram can say but that is older than any kernel that Node runs on.
  if (errno === ENOPROTOOPT) return featureUnavailable('txtime');
  return addressError(errno, 'send', address, port);
}

/** The datagram does not reach the kernel. */
function fail(handle: EngineSocket, { callback, address, port }: Outgoing, errno: number): void {
  handle.countFailure(errno);
  if (callback === undefined) return;
  nextTick(() => (callback as (error: Error) => void)(refusal(errno, address, port)));
}
