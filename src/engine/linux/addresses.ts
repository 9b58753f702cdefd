import { isIP } from 'node:net';
import type { Family, SocketAddress } from '../datagram.js';
import { EINVAL } from '../errno.js';
import { formatIPv6 } from './ipv6-texts.js';
import { ADDRESS_STRIDE, memory, RECEIVE_SLOTS } from './memory.js';

/** Where the engine writes a socket's own address or its peer's. */
export const ADDRESS_NAME = 0;
/** Where the engine writes where the datagram went that an ICMP error is about. */
export const ADDRESS_UNREACHED = 1;
/** Where the engine writes the host that an ICMP error comes from. */
export const ADDRESS_OFFENDER = 2;
/** Where the engine writes the senders of the messages that it has read, from here on. */
export const ADDRESS_SENDERS = 3;
/** Where the engine writes the addresses that they were sent to. */
export const ADDRESS_DESTINATIONS = ADDRESS_SENDERS + RECEIVE_SLOTS;
/** Where the engine writes the addresses to answer from. */
export const ADDRESS_LOCALS = ADDRESS_DESTINATIONS + RECEIVE_SLOTS;

const { addresses } = memory;
const bytes = new Uint8Array(addresses.buffer);

/** IPv4 addresses as text, by their word. Emptied when full: a flood from forged senders must not grow it. */
const texts = new Map<number, string>();
const TEXTS_CAPACITY = 16_384;

function formatIPv4(word: number, offset: number): string {
  let text = texts.get(word);
  if (text === undefined) {
    text = `${bytes[offset]}.${bytes[offset + 1]}.${bytes[offset + 2]}.${bytes[offset + 3]}`;
    if (texts.size === TEXTS_CAPACITY) texts.clear();
    texts.set(word, text);
  }
  return text;
}

/** The family of an IP literal, or -EINVAL. */
export function familyOf(address: string): Family | number {
  return isIP(address) || EINVAL;
}

/** The family of the address at that position. */
function readFamily(position: number): 'IPv4' | 'IPv6' {
  return addresses[position * ADDRESS_STRIDE] === 6 ? 'IPv6' : 'IPv4';
}

/** The port of the address at that position. */
export function readPort(position: number): number {
  return addresses[position * ADDRESS_STRIDE + 1] as number;
}

/** The text of the address at that position. */
export function readText(position: number): string {
  const at = position * ADDRESS_STRIDE;
  if (addresses[at] === 6) return formatIPv6(position);
  return formatIPv4(addresses[at + 3] as number, (at + 3) * 4);
}

/** The address at that position. */
export function readAddress(position: number): SocketAddress {
  return { address: readText(position), family: readFamily(position), port: readPort(position) };
}
