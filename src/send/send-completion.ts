import { AsyncResource } from 'node:async_hooks';
import { type BlockedDatagram, engine, type SendBatch } from '../engine/index.js';
import { addressError } from '../errors/errors.js';
import { isExiting } from '../lifecycle/exit.js';
import { endTurn, presentTurn } from '../lifecycle/turns.js';
import { isReplaced, nextTick, ownNextTick } from '../node/next-tick.js';
import type { SocketState } from '../state.js';
import type { SendCallback } from './send-arguments.js';

/** A datagram that is queued, of which somebody awaits the outcome. */
interface Awaited {
  /** Its socket's. */
  readonly state: SocketState;
  /** The turn that it was sent in; undefined where Node would have sent it in the call. */
  readonly turn: number | undefined;
  /** Bytes. */
  readonly length: number;
  /** Undefined on a connected socket. */
  readonly port: number | undefined;
  /** As the caller gave it. */
  readonly address: string | null | undefined;
  readonly callback: SendCallback;
  readonly batch: SendBatch;
  /** Where it is in the batch. */
  readonly place: number;
}

/**
 * Whether `process.nextTick` was replaced when the present batch began: to ask for each datagram
 * would take a twentieth of its time.
 */
let ticksAreReplaced = false;

/**
 * Has the datagram that was queued last leave at the end of this tick, and its callback called.
 *
 * @param state its socket's
 * @param callback undefined where nobody awaits the outcome
 * @param length its bytes
 * @param port its destination's, for error messages; undefined on a connected socket
 * @param address as the caller gave it, for error messages
 * @param place where it is queued
 * @param isLookedUp a look-up has told the destination
 */
export function scheduleCompletion(
  state: SocketState,
  callback: SendCallback | undefined,
  length: number,
  port: number | undefined,
  address: string | null | undefined,
  place: number,
  isLookedUp: boolean,
): void {
  const { batch } = engine.sends;
  if (!batch.scheduled) {
    batch.scheduled = true;
    ticksAreReplaced = isReplaced();
    if (callback === undefined || ticksAreReplaced) ownNextTick(flush);
    // What there was at load may have been a test's own, which calls nothing.
    if (ticksAreReplaced) nextTick(flush);
  }
  if (callback !== undefined) {
    const turn = port === undefined || isLookedUp ? undefined : presentTurn();
    const awaited = { state, turn, length, port, address, callback, batch, place };
    if (ticksAreReplaced) nextTick(report, awaited);
    else ownNextTick(report, awaited);
  }
  if (!state.options.coalesce) engine.sends.flush();
  if (isExiting()) engine.drain();
}

function flush(): void {
  engine.sends.flushSoon();
}

/** A datagram's own tick: the first of a batch sends them all. */
function report(awaited: Awaited): void {
  endTurn();
  const { batch, place, callback, length } = awaited;
  if (!batch.flushed) engine.sends.flush();
  const exception = batch.exceptions?.get(place);
  if (exception !== undefined) reportException(awaited, exception);
  else if (!isForgotten(awaited)) callback(null, length);
}

/**
 * Whether its socket was closed in the turn in which it was sent. Its callback is called only if it
 * fails: Node drops such a datagram, and programs are not prepared for a callback that finds the
 * socket closed.
 */
function isForgotten({ state, turn }: Awaited): boolean {
  return turn !== undefined && turn === state.turnAtClose;
}

/** Of a datagram that did not leave at once. */
function reportException(awaited: Awaited, exception: number | BlockedDatagram): void {
  if (typeof exception === 'number') {
    reportError(awaited, exception);
  } else if (exception.outcome !== undefined) {
    reportLate(awaited, exception.outcome);
  } else {
    // The kernel is full: the callback runs in this context when the datagram has left.
    const resource = new AsyncResource('UDPSENDWRAP');
    exception.settled = () =>
      resource.runInAsyncScope(() => nextTick(reportLate, awaited, exception.outcome as number));
  }
}

/** Of a datagram that was accepted Node tells how long it is also where it fails in the end. */
function reportLate(awaited: Awaited, outcome: number): void {
  const { callback, address, port, length } = awaited;
  if (outcome !== 0) callback(addressError(outcome, 'send', address, port), length);
  else if (!isForgotten(awaited)) callback(null, length);
}

function reportError({ callback, address, port }: Awaited, errno: number): void {
  (callback as (error: Error) => void)(addressError(errno, 'send', address, port));
}
