import { addon } from './addon.js';
import { ADDRESS_STRIDE, memory } from './memory.js';

/** Where an address has its words, among an address's. */
const ADDRESS_WORDS = 3;
/** Words of an IPv6 address. */
const WORDS = 4;
/** Places, each with the address that was there last. A power of 2. */
const PLACES = 4096;
/** What is left of 32 bits to tell places apart. */
const HASH_SHIFT = 32 - Math.log2(PLACES);
/** Odd, with about as many ones as zeros. */
const MULTIPLIER = 0x9e37_79b1;

const { addresses } = memory;
const bytes = new Uint8Array(addresses.buffer);
const words = new Int32Array(PLACES * WORDS);
const texts: string[] = Array(PLACES).fill('');

/** fe80::/10: with the name of its interface, which may be another's tomorrow. RFC 4291, 2.5.6. */
function isLinkLocal(at: number): boolean {
  return bytes[at * 4] === 0xfe && ((bytes[at * 4 + 1] as number) & 0xc0) === 0x80;
}

function placeOf(at: number): number {
  let hash = 0;
  for (let word = at; word < at + WORDS; word++) {
    hash = Math.imul(hash ^ (addresses[word] as number), MULTIPLIER);
  }
  return hash >>> HASH_SHIFT;
}

function isAt(place: number, at: number): boolean {
  for (let word = 0; word < WORDS; word++) {
    if (words[place * WORDS + word] !== addresses[at + word]) return false;
  }
  return texts[place] !== '';
}

function remember(place: number, at: number, text: string): void {
  for (let word = 0; word < WORDS; word++) {
    words[place * WORDS + word] = addresses[at + word] as number;
  }
  texts[place] = text;
}

/** The text of the IPv6 address at that position, without native code where it is remembered. */
export function formatIPv6(position: number): string {
  const at = position * ADDRESS_STRIDE + ADDRESS_WORDS;
  if (isLinkLocal(at)) return addon.formatAddress(position);
  const place = placeOf(at);
  if (isAt(place, at)) return texts[place] as string;
  const text = addon.formatAddress(position);
  remember(place, at, text);
  return text;
}
