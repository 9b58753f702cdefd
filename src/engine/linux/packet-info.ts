import type { PacketInfo } from '../datagram.js';
import { addon } from './addon.js';
import { ADDRESS_DESTINATIONS, ADDRESS_LOCALS, readText } from './addresses.js';
import { now } from './clock.js';
import {
  TOLD_DESTINATION,
  TOLD_INTERFACE,
  TOLD_LOCAL_ADDRESS,
  TOLD_TIMESTAMP,
  TOLD_TOS,
  TOLD_TRUNCATED,
  TOLD_TTL,
} from './constants.js';
import {
  INFO_INTERFACE,
  INFO_NANOSECONDS,
  INFO_SECONDS,
  INFO_STRIDE,
  INFO_TOLD,
  INFO_TOS,
  INFO_TTL,
  memory,
} from './memory.js';

const { receiveInfo } = memory;

/** How long an interface's name is believed, in milliseconds: to ask takes three system calls. */
const NAME_LIFETIME = 1000;

/** The names of interfaces, by index; all are forgotten at once. */
const names = new Map<number, string | undefined>();
let namesUntil = 0;

function interfaceName(index: number): string | undefined {
  const time = now();
  if (time >= namesUntil) {
    names.clear();
    namesUntil = time + NAME_LIFETIME;
  }
  if (!names.has(index)) {
    const name = addon.interfaceName(index);
    names.set(index, typeof name === 'string' ? name : undefined);
  }
  return names.get(index);
}

function readTimestamp(at: number): bigint {
  const low = (receiveInfo[at + INFO_SECONDS] as number) >>> 0;
  const seconds = (receiveInfo[at + INFO_SECONDS + 1] as number) * 2 ** 32 + low;
  return BigInt(seconds) * 1_000_000_000n + BigInt(receiveInfo[at + INFO_NANOSECONDS] as number);
}

/** What was told of a message that was read, besides its sender. */
export function readPacketInfo(message: number): PacketInfo {
  const at = message * INFO_STRIDE;
  const told = receiveInfo[at + INFO_TOLD] as number;
  const info: PacketInfo = { truncated: (told & TOLD_TRUNCATED) !== 0 };
  if (told & TOLD_DESTINATION) info.destinationAddress = readText(ADDRESS_DESTINATIONS + message);
  if (told & TOLD_LOCAL_ADDRESS) info.localAddress = readText(ADDRESS_LOCALS + message);
  if (told & TOLD_INTERFACE) {
    const index = receiveInfo[at + INFO_INTERFACE] as number;
    const name = interfaceName(index);
    info.interfaceIndex = index;
    if (name !== undefined) info.interfaceName = name;
  }
  if (told & TOLD_TOS) {
    const tos = receiveInfo[at + INFO_TOS] as number;
    info.tos = tos;
    // RFC 3168: the two lowest bits.
    info.ecn = tos & 3;
  }
  if (told & TOLD_TTL) info.ttl = receiveInfo[at + INFO_TTL] as number;
  if (told & TOLD_TIMESTAMP) info.timestamp = readTimestamp(at);
  return info;
}
