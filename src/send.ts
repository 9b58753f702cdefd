import { AsyncResource } from 'node:async_hooks';
import { isIP } from 'node:net';
import { constants } from 'node:os';
import { isLiteral, loopbackAddress, resolve } from './address.js';
import { whenBound } from './bind.js';
import {
  CONNECTED,
  type EngineSocket,
  engine,
  MAX_DATAGRAM_SIZE,
  type PreparedControl,
  type SendBatch,
} from './engine/index.js';
import { addressError, cannotSend, closedHandle, featureUnavailable, ipBlocked } from './errors.js';
import { isExiting } from './exit.js';
import { copyMessage } from './message.js';
import { nextTick } from './next-tick.js';
import { networkDenial, requireNetwork } from './permission.js';
import { checkDatagram, type Outgoing, type SendCallback } from './send-arguments.js';
import type { Socket } from './socket.js';
import { BindState, ConnectState, openHandle, type SocketState, stateOf } from './state.js';

const EMSGSIZE = -constants.errno.EMSGSIZE;
const EISCONN = -constants.errno.EISCONN;
const ENOPROTOOPT = -constants.errno.ENOPROTOOPT;

/** `send()`. */
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
  const outgoing = checkDatagram(connected, message, second, third, fourth, fifth, sixth);
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

/** Sends on a bound socket, looking a host name up first. */
function dispatch(socket: Socket, state: SocketState, outgoing: Outgoing): void {
  if (state.handle === null) return;
  const { address, port } = outgoing;
  if (port === undefined) {
    requireNetwork();
    enqueue(state, state.handle, outgoing, CONNECTED);
    return;
  }
  const hostname = address || loopbackAddress(state.options.type);
  const isConnecting = state.connectState === ConnectState.Connecting;
  if (isLiteral(hostname, state.options.lookup) && !isConnecting) {
    sendTo(state, state.handle, outgoing, hostname, port);
    return;
  }
  outgoing.payload = copyMessage(outgoing.payload);
  resolve(state.options.lookup, state.options.type, hostname, (error, resolved) => {
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
  if (state.options.sendBlockList?.check(resolved, isIP(resolved) === 6 ? 'ipv6' : 'ipv4')) {
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
  if (!state.options.coalesce) engine.sends.flush();
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
