import type { Family, PreparedControl, SendControl } from '../datagram.js';
import { addon } from './addon.js';
import { ADDRESS_NAME } from './addresses.js';
import { SAID_INTERFACE, SAID_SOURCE, SAID_TOS, SAID_TTL, SAID_TXTIME } from './constants.js';
import {
  ADDRESS_STRIDE,
  CONTROL_INTERFACE,
  CONTROL_SAID,
  CONTROL_SOURCE,
  CONTROL_STRIDE,
  CONTROL_TOS,
  CONTROL_TTL,
  CONTROL_TXTIME,
  memory,
} from './memory.js';

const { addresses } = memory;

const NAME_START = ADDRESS_NAME * ADDRESS_STRIDE;

/** The two lowest bits of a type of service: RFC 3168. */
const ECN_MASK = 3;

/** The socket that says it. */
export interface Speaker {
  readonly family: Family;
  /** Its own type of service, or a negative error number. */
  tos(): number;
  /** Lets its datagrams say when they leave: 0, or a negative error number. */
  pace(): number;
}

/** What datagrams say, in the engine's words; or a negative error number. */
export function prepareControl(said: SendControl, speaker: Speaker): PreparedControl | number {
  const words = new Int32Array(CONTROL_STRIDE);
  let flags = 0;
  if (said.localAddress !== undefined) {
    const error = addon.parseAddress(speaker.family, said.localAddress);
    if (error < 0) return error;
    words.set(addresses.subarray(NAME_START, NAME_START + ADDRESS_STRIDE), CONTROL_SOURCE);
    flags |= SAID_SOURCE;
  }
  if (said.interface !== undefined) {
    const isName = typeof said.interface === 'string';
    const index = isName ? addon.interfaceIndex(said.interface as string) : said.interface;
    if ((index as number) < 0) return index as number;
    words[CONTROL_INTERFACE] = index as number;
    flags |= SAID_INTERFACE;
  }
  if (said.tos !== undefined || said.ecn !== undefined) {
    // Said with a datagram it takes the place of the socket's, DSCP and all.
    const tos = said.tos ?? speaker.tos();
    if (tos < 0) return tos;
    words[CONTROL_TOS] = said.ecn === undefined ? tos : (tos & ~ECN_MASK) | said.ecn;
    flags |= SAID_TOS;
  }
  if (said.ttl !== undefined) {
    words[CONTROL_TTL] = said.ttl;
    flags |= SAID_TTL;
  }
  if (said.txtime !== undefined) {
    const error = speaker.pace();
    if (error < 0) return error;
    words[CONTROL_TXTIME] = Number(BigInt.asIntN(32, said.txtime));
    words[CONTROL_TXTIME + 1] = Number(BigInt.asIntN(32, said.txtime >> 32n));
    flags |= SAID_TXTIME;
  }
  words[CONTROL_SAID] = flags;
  return words;
}
