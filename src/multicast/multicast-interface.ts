import { isIP } from 'node:net';
import { networkInterfaces } from 'node:os';
import { engine, type MulticastInterface } from '../engine/index.js';

/** Stands for all interfaces. */
export const ALL_INTERFACES = '*';

const MAX_INDEX = 2 ** 31 - 1;

/**
 * An interface as the engine takes it. As in Node, an IPv4 address and an IPv6 address with a zone
 * stay what they are, and so does what is none of all, which the engine refuses.
 *
 * @param value an interface's index, name or address; anything else is taken as text
 * @param family of the group; an address of the other names no interface
 */
export function toMulticastInterface(value: unknown, family: number): MulticastInterface {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'number' && Number.isInteger(value) && value > 0 && value <= MAX_INDEX) {
    return value;
  }
  const text = `${value}`;
  switch (isIP(text)) {
    case 4:
      return text;
    case 6:
      return family === 6 && !text.includes('%') ? (indexOfAddress(text) ?? text) : text;
    default: {
      const index = engine.interfaceIndex(text);
      return index < 0 ? text : index;
    }
  }
}

/**
 * The index of an interface that was named in any way; undefined where the system chose it, or
 * where this host has no such interface.
 */
export function indexOfInterface(named: MulticastInterface): number | undefined {
  if (typeof named !== 'string') return named;
  const zone = named.indexOf('%');
  if (zone === -1) return indexOfAddress(named);
  const index = engine.interfaceIndex(named.slice(zone + 1));
  return index < 0 ? undefined : index;
}

/** The index of the interface that has an address; of '::' and those of other hosts there is none. */
function indexOfAddress(address: string): number | undefined {
  for (const [name, addresses = []] of Object.entries(networkInterfaces())) {
    if (addresses.some((own) => own.address === address)) {
      const index = interfaceIndex(name);
      return index < 0 ? undefined : index;
    }
  }
  return undefined;
}

/** By a name of `networkInterfaces()`, where an alias ("eth0:1") is its interface. */
function interfaceIndex(name: string): number {
  return engine.interfaceIndex(name.split(':', 1)[0] as string);
}

/** The indices of all interfaces that have an address of a family. */
export function allInterfaces(family: 4 | 6): number[] {
  const indices = new Set<number>();
  for (const [name, addresses = []] of Object.entries(networkInterfaces())) {
    const index = interfaceIndex(name);
    if (index > 0 && addresses.some((own) => own.family === `IPv${family}`)) indices.add(index);
  }
  return [...indices];
}
