import dns from 'node:dns';
import { isIP } from 'node:net';

type Callback = (error: Error | null, address?: string, family?: number) => void;
type Lookup = (hostname: unknown, options: unknown, callback: Callback) => void;

const { lookup } = dns;

/**
 * Answers names from here: a fuzzer must not ask the network, and answers of the thread pool come
 * in any order.
 */
const localLookup: Lookup = (hostname, options, callback) => {
  if (typeof hostname !== 'string' || isIP(hostname) !== 0) {
    Reflect.apply(lookup, dns, [hostname, options, callback]);
  } else if (hostname === 'localhost') {
    const family = options === 6 ? 6 : 4;
    setImmediate(callback, null, family === 6 ? '::1' : '127.0.0.1', family);
  } else {
    const error = new Error(`getaddrinfo ENOTFOUND ${hostname}`);
    const details = { errno: -3008, code: 'ENOTFOUND', syscall: 'getaddrinfo', hostname };
    setImmediate(callback, Object.assign(error, details));
  }
};

/**
 * Makes every look-up of this process a local one. To be called before the implementations are
 * loaded, so that they take it for Node's own.
 */
export function lookUpLocally(): void {
  dns.lookup = localLookup as unknown as typeof lookup;
}
