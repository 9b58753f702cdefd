import { isAnyArrayBuffer } from 'node:util/types';
import {
  isInSharedMemory,
  MAX_DATAGRAM_SIZE,
  type Payload,
  type SendControl,
} from '../engine/index.js';
import { alreadyConnected, invalidArgumentType, invalidArgumentValue } from '../errors/errors.js';
import {
  isObject,
  validateFunction,
  validateInteger,
  validatePort,
  validateString,
} from '../options/validate.js';
import { checkMessage, MESSAGE_TYPES, type Message, toWhole } from './message.js';
import { checkSendControl, type SendControlOptions } from './send-control.js';

/** An entry of `sendMany()`: a message with a destination and settings of its own. */
export interface Datagram extends SendControlOptions {
  /** The datagram, or its parts. */
  message: Message | readonly Message[];
  /** 1 to 65535; absent: as the options say. Not on a connected socket. */
  port?: number | undefined;
  /** An address or name; absent: as the options say. Not on a connected socket. */
  address?: string | undefined;
}

/** Options of `sendMany()`, for the datagrams that have none of their own. */
export interface SendManyOptions extends SendControlOptions {
  /** Of the datagrams that have no port of their own: 1 to 65535. Not on a connected socket. */
  port?: number | undefined;
  /**
   * Of the datagrams that have no address of their own: an address or name; absent: loopback.
   * Not on a connected socket.
   */
  address?: string | undefined;
}

/** Options of `sendMany()` for one message that it cuts. */
export interface SegmentOptions extends SendManyOptions {
  /** Cuts the message into datagrams of so many bytes, the last maybe shorter: 1 to 65535. */
  segmentSize: number;
}

/**
 * Called once, when all datagrams have left or failed.
 *
 * @param error the first that went wrong, or null
 * @param sent how many datagrams the kernel has taken
 */
export type SendManyCallback = (error: Error | null, sent: number) => void;

/** A destination. */
export interface Target {
  /** Undefined on a connected socket. */
  readonly port: number | undefined;
  /** As the caller gave it. */
  readonly address: string | undefined;
  /** The address that it stands for, once it is known. */
  resolved: string | undefined;
  /** Why nothing can go there. */
  error: Error | undefined;
}

/** What one call sends. */
export interface Burst {
  payloads: Payload[];
  /** Each payload's; many may share one. */
  targets: Target[];
  /** What each payload's datagrams say; many may share one. */
  said: (SendControl | undefined)[];
  /** The only payload is to be cut into datagrams of so many bytes. */
  segmentSize: number | undefined;
  callback: SendManyCallback | undefined;
}

/**
 * Checks the arguments of `sendMany()`.
 *
 * @throws ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, ERR_OUT_OF_RANGE, ERR_SOCKET_BAD_PORT,
 *   ERR_SOCKET_DGRAM_IS_CONNECTED
 */
export function checkBurst(
  isConnected: boolean,
  messages: unknown,
  optionsOrCallback: unknown,
  lastCallback: unknown,
): Burst {
  const hasOptions = typeof optionsOrCallback !== 'function';
  const options: unknown = hasOptions ? (optionsOrCallback ?? {}) : {};
  const callback = hasOptions ? lastCallback : optionsOrCallback;
  if (typeof options !== 'object') throw invalidArgumentType('options', 'of type object', options);
  if (callback !== undefined) validateFunction(callback, 'callback');

  const { port, address, segmentSize } = options as Record<keyof SegmentOptions, unknown>;
  const burst: Burst = {
    payloads: [],
    targets: [],
    said: [],
    segmentSize: undefined,
    callback: callback as SendManyCallback | undefined,
  };
  const commonSaid = checkSendControl(options as Record<keyof SendManyOptions, unknown>, 'options');
  if (segmentSize !== undefined) {
    validateInteger(segmentSize, 'options.segmentSize', 1, MAX_DATAGRAM_SIZE);
    burst.segmentSize = segmentSize;
    burst.payloads.push(checkBytes(messages));
    burst.targets.push(checkTarget(isConnected, port, address));
    burst.said.push(commonSaid);
    return burst;
  }
  if (!Array.isArray(messages)) {
    const expected = 'an instance of Array; a single message takes options.segmentSize';
    throw invalidArgumentType('messages', expected, messages);
  }
  let common: Target | undefined;
  for (let place = 0; place < messages.length; place++) {
    const value: unknown = messages[place];
    const name = `messages[${place}]`;
    if (isDatagram(value)) {
      const { message, segmentSize: ownSegmentSize } = value;
      burst.payloads.push(toWhole(message) ?? checkListed(message, `${name}.message`));
      burst.targets.push(
        checkTarget(isConnected, value.port ?? port, value.address ?? address, name),
      );
      burst.said.push(checkSendControl(value, name, commonSaid));
      if (ownSegmentSize !== undefined) throw cutInList(name, ownSegmentSize);
    } else {
      burst.payloads.push(toWhole(value) ?? checkListed(value, name));
      common ??= checkTarget(isConnected, port, address);
      burst.targets.push(common);
      burst.said.push(commonSaid);
    }
  }
  return burst;
}

/** A message that is a list of parts; or nothing that can be sent, and then named for the error. */
function checkListed(message: unknown, name: string): Payload {
  return checkMessage(message, name, name);
}

/** A message to be cut: in one piece, and in memory that nobody else writes meanwhile. */
function checkBytes(message: unknown): Uint8Array {
  const part = toWhole(message);
  if (part === undefined) {
    const expected = `a single message with options.segmentSize: ${MESSAGE_TYPES}`;
    throw invalidArgumentType('messages', expected, message);
  }
  if (typeof part === 'string') return Buffer.from(part);
  return isInSharedMemory(part) ? new Uint8Array(part) : part;
}

function isDatagram(value: unknown): value is Record<keyof Datagram | 'segmentSize', unknown> {
  return (
    isObject(value) &&
    !ArrayBuffer.isView(value) &&
    !Array.isArray(value) &&
    // Not by what it has: an ArrayBuffer is no message, and has none.
    !isAnyArrayBuffer(value)
  );
}

function cutInList(name: string, segmentSize: unknown): TypeError {
  const reason = 'is for a single message: sendMany(message, { segmentSize })';
  return invalidArgumentValue(`${name}.segmentSize`, reason, segmentSize);
}

/** @param name the datagram's, for errors; absent: of those that have no destination of their own */
function checkTarget(isConnected: boolean, port: unknown, address: unknown, name?: string): Target {
  if (isConnected) {
    if (port !== undefined || address !== undefined) throw alreadyConnected();
    return { port: undefined, address: undefined, resolved: undefined, error: undefined };
  }
  const checkedPort = validatePort(port, name === undefined ? 'Port' : `${name}.port`, false);
  if (address !== undefined && address !== null) {
    validateString(address, name === undefined ? 'address' : `${name}.address`);
  }
  return {
    port: checkedPort,
    address: address === null ? undefined : address,
    resolved: undefined,
    error: undefined,
  };
}
