import dns from 'node:dns';
import { type BlockList, isIP } from 'node:net';
import type { Family } from './engine/index.js';
import { nextTick } from './node/next-tick.js';
import { lookupIsBoundEarly } from './node/node-internals.js';
import type { LookupFunction, SocketType } from './options/options.js';

/** The description of the symbol by which `util.promisify()` knows Node's `dns.lookup`. */
const NODES_MARK = 'customPromisifyArgs';

/** Node's `dns.lookup`; undefined where it was replaced, by a program or a test, before the load. */
const originalLookup = isNodes(dns.lookup) ? (dns.lookup as unknown as LookupFunction) : undefined;

function isNodes(lookup: object): boolean {
  return Object.getOwnPropertySymbols(lookup).some(({ description }) => description === NODES_MARK);
}

/** The family of a socket of that type. */
export function familyOf(type: SocketType): Family {
  return type === 'udp6' ? 6 : 4;
}

/** Where a bind without an address goes. */
export function anyAddress(type: SocketType): string {
  return type === 'udp6' ? '::' : '0.0.0.0';
}

/** Where a datagram or a connect without an address goes. */
export function loopbackAddress(type: SocketType): string {
  return type === 'udp6' ? '::1' : '127.0.0.1';
}

/** `dns.lookup`, as it is when it is asked. */
const lateLookup: LookupFunction = (hostname, options, callback) =>
  currentLookup()(hostname, options, callback);

function currentLookup(): LookupFunction {
  return dns.lookup as unknown as LookupFunction;
}

/** The lookup of a socket that was given none; a replaced `dns.lookup` counts as in the running Node. */
export function defaultLookup(): LookupFunction {
  return lookupIsBoundEarly ? currentLookup() : lateLookup;
}

/** Whether a list forbids an address; what is none counts as IPv4's, as a custom lookup may answer with anything. */
export function isBlocked(list: BlockList | undefined, address: string): boolean {
  return list?.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4') ?? false;
}

/** Literals seen, as `isIP` costs a regular expression for each send. Emptied when full. */
const literals = new Set<string>();
const LITERALS_CAPACITY = 16_384;
let lastLiteral = '';

/** Whether a host name needs no look-up: a literal, where neither socket nor program have their own. */
export function isLiteral(address: string, lookup: LookupFunction): boolean {
  if (lookup !== originalLookup && lookup !== lateLookup) return false;
  if (address === lastLiteral) return true;
  if (!literals.has(address)) {
    if (isIP(address) === 0) return false;
    if (literals.size === LITERALS_CAPACITY) literals.clear();
    literals.add(address);
  }
  lastLiteral = address;
  return true;
}

/**
 * Turns a host name into an address. Never calls back synchronously, unless a custom lookup
 * does.
 *
 * @param callback gets the error or the address
 */
export function resolve(
  lookup: LookupFunction,
  type: SocketType,
  address: unknown,
  callback: (error: NodeJS.ErrnoException | null, address: string) => void,
): void {
  const hostname = address || loopbackAddress(type);
  // What is no text is converted, or left to the lookup to refuse, as in the running Node.
  const mayBeLiteral = typeof hostname === 'string' || !lookupIsBoundEarly;
  if (mayBeLiteral && isLiteral(hostname as string, lookup)) {
    nextTick(callback, null, hostname as string);
  } else {
    lookup(hostname as string, familyOf(type), callback);
  }
}
