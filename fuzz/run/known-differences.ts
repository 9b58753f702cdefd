import { isIPv6 } from 'node:net';
import { networkInterfaces } from 'node:os';
import { types } from 'node:util';
import type { Subject } from './subject.js';

/** Where the implementations differ as docs/compatibility.md says, a sequence has to step aside. */

const SENDS: ReadonlySet<string> = new Set(['send', 'sendto']);
const CONNECTS: ReadonlySet<string> = new Set(['connect', 'connectSync']);
const BINDS: ReadonlySet<string> = new Set(['bind', 'bindSync']);
const READS: ReadonlySet<string> = new Set([
  'address',
  'remoteAddress',
  'ref',
  'unref',
  'getRecvBufferSize',
  'getSendBufferSize',
  'getSendQueueSize',
  'getSendQueueCount',
]);

/** What shows a socket's port, or makes its datagrams leave, which gives it one. */
const PORT_DEPENDENT: ReadonlySet<string> = new Set([
  'address',
  'getSendQueueSize',
  'getSendQueueCount',
]);

/** Whether a method sends a datagram. */
export function isSend(method: string): boolean {
  return SENDS.has(method);
}

/** Whether a method only looks. */
function isRead(method: string): boolean {
  return READS.has(method);
}

function closes(method: string): boolean {
  return method === 'abort' || method === 'close';
}

function joins(method: string): boolean {
  return method.endsWith('Membership');
}

/**
 * Whether a call is left out for the rest of the sequence.
 *
 * - "a call that throws on a bad argument … leaves the socket "binding" or "connecting" for ever"
 * - "the implicit bind before `send()` fails", "the implicit bind before `connect()` fails": it
 *   does where joining a group has bound the socket already
 * - "when a datagram leaves": it gives a socket that was disconnected its port
 */
export function isLeftOut(method: string, subject: Subject): boolean {
  if (subject.isRetired) return true;
  if (subject.wasDisconnected && PORT_DEPENDENT.has(method)) return true;
  return subject.joinedUnbound && (isSend(method) || CONNECTS.has(method));
}

function isPlainObject(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || types.isProxy(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** Which argument names an interface. */
const INTERFACE_POSITIONS: ReadonlyMap<string, number> = new Map([
  ['setMulticastInterface', 0],
  ['addMembership', 1],
  ['dropMembership', 1],
  ['addSourceSpecificMembership', 2],
  ['dropSourceSpecificMembership', 2],
]);

/** Whether an interface is named as Node does not know it. */
function namesInterface(method: string, args: readonly unknown[]): boolean {
  const position = INTERFACE_POSITIONS.get(method);
  if (position === undefined) return false;
  const value = args[position];
  if (typeof value === 'number') {
    return position > 0 && Number.isInteger(value) && value > 0 && value < 2 ** 31;
  }
  if (typeof value !== 'string') return false;
  if (isIPv6(value)) return !value.includes('%');
  return value === '*' || Object.hasOwn(networkInterfaces(), value);
}

/**
 * Whether a call means something else by its arguments, and is left out.
 *
 * - "`send(message, options[, callback])`"
 * - an interface by its name, in calls about a membership by its index, all of them, or by an IPv6
 *   address without a zone
 */
export function hasOtherMeaning(method: string, args: readonly unknown[]): boolean {
  return namesInterface(method, args) || (method === 'send' && isPlainObject(args[1]));
}

/** What decides besides the sockets' states. */
interface Circumstances {
  /** Whether the call's callbacks take steps. */
  readonly acts: boolean;
  /** Sends that are known to have left. */
  readonly hasLeft?: number;
}

/**
 * Whether a call, or 'abort', has to wait until the loop is quiet; where nothing can wait it is left
 * out.
 */
export function mustWait(
  method: string,
  subject: Subject,
  subjects: readonly Subject[],
  { acts, hasLeft = 0 }: Circumstances,
): boolean {
  return (
    closesBehindSend(method, subject, hasLeft) ||
    bindMayFailBehind(method, subject) ||
    connectsBehindSend(method, subject) ||
    joinsBeforeImplicitBind(method, subject) ||
    (!isRead(method) && isSeenByOthers(method, subject, subjects, acts))
  );
}

/** "`send()` then `close()` in one tick" */
function closesBehindSend(method: string, { sends }: Subject, hasLeft: number): boolean {
  return closes(method) && sends > hasLeft;
}

/** "when a datagram leaves": by `node:dgram` after the tick, when the socket is connected. */
function connectsBehindSend(method: string, { sends }: Subject): boolean {
  return method === 'connectSync' && sends > 0;
}

/** "the implicit bind before `send()` fails", and before `connect()`: any bind they wait for. */
function bindMayFailBehind(method: string, { bindMayFail }: Subject): boolean {
  return bindMayFail && (isSend(method) || CONNECTS.has(method) || closes(method));
}

/** "the implicit bind before `send()` fails", and before `connect()`: it may be under way. */
function joinsBeforeImplicitBind(method: string, subject: Subject): boolean {
  return joins(method) && subject.local === undefined && subject.sends + subject.otherCalls > 0;
}

/** "when a datagram leaves": another socket could see whether it was before or after this call. */
function isSeenByOthers(
  method: string,
  subject: Subject,
  subjects: readonly Subject[],
  acts: boolean,
): boolean {
  const others = subjects.filter((other) => other !== subject);
  const othersSent = others.some(({ sends }) => sends > 0);
  if (!isSend(method)) return othersSent;
  const othersDidMore = others.some(({ otherCalls }) => otherCalls > 0);
  const somebodyActs =
    acts || subjects.some(({ listeners, callsBack }) => listeners > 0 || callsBack);
  return othersDidMore || (othersSent && (somebodyActs || subject.otherCalls > 0));
}

/**
 * Whether a second datagram in the same tick might fail for the first: "several datagrams in one
 * tick to a connected peer that is not there".
 */
export function peerMayBeGone(subject: Subject, subjects: readonly Subject[]): boolean {
  const { local, remote } = subject;
  if (local === undefined || remote === undefined) return false;
  return !subjects.some((other) => {
    const { local: itsLocal, remote: itsRemote } = other;
    if (itsLocal?.port !== remote.port || itsLocal.address !== remote.address) return false;
    return itsRemote === undefined || itsRemote.port === local.port;
  });
}

/** What a call that is about to be made changes for those that follow. */
export function noteCall(method: string, args: readonly unknown[], subject: Subject): void {
  if (isRead(method) || isSend(method)) return;
  subject.otherCalls += 1;
  if (method === 'disconnect') subject.wasDisconnected = true;
  const isUnbound = subject.local === undefined;
  if (joins(method) && isUnbound) {
    subject.joinedUnbound = true;
    subject.bindMayFail = true;
  }
  if (BINDS.has(method) && !isSoundBind(args, subject)) subject.bindMayFail = true;
}

function isSoundBind([port, address]: readonly unknown[], subject: Subject): boolean {
  const isFree = port === undefined || port === 0 || typeof port === 'function';
  const isOwn =
    address === undefined || typeof address === 'function' || address === subject.loopback;
  return isFree && isOwn && !subject.joinedUnbound;
}

/** Errors that a call throws before anything has changed. */
const EARLY: ReadonlySet<unknown> = new Set([
  'ERR_SOCKET_ALREADY_BOUND',
  'ERR_SOCKET_DGRAM_IS_CONNECTED',
  'ERR_SOCKET_BAD_PORT',
]);

/** "a call that throws on a bad argument": a socket after which Node's differs. */
export function retires(method: string, error: unknown): boolean {
  const { code, message } = error as NodeJS.ErrnoException;
  if (joins(method)) return code === undefined;
  if (BINDS.has(method)) return !EARLY.has(code) && code !== 'ERR_SOCKET_DGRAM_NOT_RUNNING';
  return CONNECTS.has(method) && !EARLY.has(code) && !message.includes('"address"');
}
