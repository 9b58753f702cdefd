import { isProxy, isUint8Array } from 'node:util/types';
import { byteLengthOfView, bytesOf, type Payload, type SendControl } from '../engine/index.js';
import { alreadyConnected, bufferOutOfBounds, invalidArgumentType } from '../errors/errors.js';
import { isObject, validatePort, validateString } from '../options/validate.js';
import { byteLength, checkMessage, MESSAGE_TYPES } from './message.js';
import { checkSendControl, type SendControlOptions } from './send-control.js';

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
export interface Outgoing {
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
  /** Its destination was asked for, and has been told. */
  isLookedUp: boolean;
}

/**
 * Checks the arguments of `send()`: every overload that any version of Node documents.
 *
 * @throws ERR_INVALID_ARG_TYPE, ERR_BUFFER_OUT_OF_BOUNDS, ERR_SOCKET_BAD_PORT,
 *   ERR_SOCKET_DGRAM_IS_CONNECTED; of options also what {@link checkSendControl} throws
 */
export function checkDatagram(
  isConnected: boolean,
  message: unknown,
  second: unknown,
  third: unknown,
  fourth: unknown,
  fifth: unknown,
  sixth: unknown,
): Outgoing {
  return isConnected
    ? connectedArguments(message, second, third, fourth, fifth, sixth)
    : unconnectedArguments(message, second, third, fourth, fifth, sixth);
}

/**
 * Whether `send()` was given options and maybe a callback: what Node takes for a bad port, or for
 * nothing.
 */
function areOptions(value: unknown, next: unknown): value is Record<keyof SendOptions, unknown> {
  if (!isObject(value)) return false;
  return (next === undefined || next === null || typeof next === 'function') && isPlain(value);
}

function isPlain(value: object): boolean {
  if (isProxy(value)) return false;
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
  if (fifth || (fourth && typeof fourth !== 'function')) {
    const sliced = slice(message, second, third);
    return complete(sliced, validatePort(fourth, 'Port', false), fifth, sixth);
  }
  if (areOptions(second, third) && 'port' in second) {
    return optionArguments(false, message, second, third);
  }
  return complete(checkMessage(message), validatePort(second, 'Port', false), third, fourth);
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
    isLookedUp: false,
  };
}

/** The part of a message that `offset` and `length` name; as Node does, they are cut to 32 bits. */
function slice(message: unknown, offsetValue: unknown, lengthValue: unknown): Uint8Array {
  const view = typeof message === 'string' ? Buffer.from(message) : message;
  if (!ArrayBuffer.isView(view)) throw invalidArgumentType('buffer', MESSAGE_TYPES, message);
  const offset = (offsetValue as number) >>> 0;
  const length = (lengthValue as number) >>> 0;
  const size = byteLengthOfView(view);
  if (offset > size) throw bufferOutOfBounds('offset');
  if (offset + length > size) throw bufferOutOfBounds('length');
  if (isUint8Array(view) && size > 0 && length === size) return view;
  return bytesOf(view, offset, length);
}
