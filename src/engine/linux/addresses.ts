import type { SocketAddress } from '../engine.js';
import { addon } from './addon.js';
import { ADDRESS_STRIDE, memory } from './memory.js';

/** Where the engine writes a socket's own address or its peer's. */
export const NAME_POSITION = 0;
/** Where the engine writes the sender of what it delivers. */
export const SENDER_POSITION = 1;

const { addresses } = memory;
const bytes = new Uint8Array(addresses.buffer);

/** IPv4 addresses as text, by their word. Emptied when full: a flood from forged senders must not grow it. */
const texts = new Map<number, string>();
const TEXTS_CAPACITY = 4096;

function formatIPv4(word: number, offset: number): string {
  let text = texts.get(word);
  if (text === undefined) {
    text = `${bytes[offset]}.${bytes[offset + 1]}.${bytes[offset + 2]}.${bytes[offset + 3]}`;
    if (texts.size === TEXTS_CAPACITY) texts.clear();
    texts.set(word, text);
  }
  return text;
}

/** The address at that position, as text and numbers. */
export function readAddress(position: number): SocketAddress {
  const at = position * ADDRESS_STRIDE;
  const port = addresses[at + 1] as number;
  if (addresses[at] === 6) return { address: addon.formatAddress(position), family: 'IPv6', port };
  const address = formatIPv4(addresses[at + 3] as number, (at + 3) * 4);
  return { address, family: 'IPv4', port };
}
