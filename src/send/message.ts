import { isUint8Array } from 'node:util/types';
import {
  byteLengthOf,
  bytesOf,
  isInParts,
  type Payload,
  type PayloadPart,
} from '../engine/index.js';
import { invalidArgumentType } from '../errors/errors.js';

/** What a datagram may be made of. */
export type Message = string | NodeJS.ArrayBufferView;

/** What Node's errors say of a message's type. */
export const MESSAGE_TYPES = 'of type string or an instance of Buffer, TypedArray, or DataView';

const NOTHING = new Uint8Array(0);

/**
 * A part of a message as plain bytes or text; undefined where it is neither.
 *
 * @throws TypeError where its memory was transferred away, as Node's slices and lists do
 */
function toPart(value: unknown): PayloadPart | undefined {
  if (typeof value === 'string') return value;
  if (isUint8Array(value) && byteLengthOf(value) > 0) return value;
  if (!ArrayBuffer.isView(value)) return undefined;
  return bytesOf(value);
}

/** As {@link toPart}, for a message that is not cut: without its memory it is empty. */
export function toWhole(value: unknown): PayloadPart | undefined {
  if (typeof value === 'string' || isUint8Array(value)) return value;
  if (!ArrayBuffer.isView(value)) return undefined;
  try {
    return toPart(value);
  } catch {
    return NOTHING;
  }
}

/**
 * A message, or its parts, as the engine takes them.
 *
 * @param name the argument's, for the error
 * @param listName the same where the message is a list
 * @throws ERR_INVALID_ARG_TYPE
 */
export function checkMessage(
  message: unknown,
  name = 'buffer',
  listName = 'buffer list arguments',
): Payload {
  return toWhole(message) ?? checkParts(message, name, listName);
}

function checkParts(message: unknown, name: string, listName: string): readonly PayloadPart[] {
  if (!Array.isArray(message)) throw invalidArgumentType(name, MESSAGE_TYPES, message);
  const parts: PayloadPart[] = [];
  // Not by its iterator, which may be the list's own.
  for (let place = 0, { length } = message; place < length; place++) {
    const checked = toPart(message[place]);
    if (checked === undefined) throw invalidArgumentType(listName, MESSAGE_TYPES, message);
    parts.push(checked);
  }
  return parts;
}

/** How long a message is, in bytes. */
export function byteLength(payload: Payload): number {
  if (typeof payload === 'string') return Buffer.byteLength(payload);
  return isInParts(payload) ? byteLengthOfParts(payload) : byteLengthOf(payload);
}

function byteLengthOfParts(parts: readonly PayloadPart[]): number {
  return parts.reduce((length, part) => length + byteLength(part), 0);
}

/** A copy, for what can't leave in this tick: the caller may reuse its buffer at once. */
export function copyMessage(payload: Payload): Payload {
  if (typeof payload === 'string') return payload;
  if (!isInParts(payload)) {
    return byteLengthOf(payload) === 0 ? NOTHING : new Uint8Array(payload);
  }
  return payload.map((part) => copyMessage(part) as PayloadPart);
}
