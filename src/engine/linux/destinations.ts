import type { Family } from '../datagram.js';
import { addon } from './addon.js';
import { DESTINATION_CAPACITY } from './memory.js';

/** The destinations at one address. */
interface Host {
  /** The number of each port. */
  readonly ports: Map<number, number>;
  /** The address names an interface, which may be replaced by another of its name. */
  readonly hasZone: boolean;
}

/** A destination with its number. */
interface Known {
  readonly family: Family;
  readonly address: string;
  readonly port: number;
  readonly index: number;
}

/** Places of recent destinations: enough that those of one tick seldom share one. A power of 2. */
const RECENT = 1024;

/**
 * Names destinations by small numbers, so that a datagram's destination is written once, not
 * with each send, and neighbours are compared by one number.
 */
export class Destinations {
  #used = 0;
  readonly #hosts: Readonly<Record<Family, Map<string, Host>>> = { 4: new Map(), 6: new Map() };
  /** Those that were asked for last, by their port: they spare the maps' hashing. */
  readonly #recent: (Known | undefined)[] = Array(RECENT).fill(undefined);

  /** @param beforeReset sends what still refers to the table's numbers */
  constructor(readonly beforeReset: () => void) {}

  /**
   * The destination's number, which is void after the next call that fills the table.
   *
   * @param address an IP literal
   * @returns the number, or a negative error number
   */
  find(family: Family, address: string, port: number): number {
    const place = port % RECENT;
    const recent = this.#recent[place];
    if (recent?.port === port && recent.address === address && recent.family === family) {
      return recent.index;
    }
    const host = this.#hosts[family].get(address);
    const known = host?.ports.get(port);
    if (host === undefined || known === undefined) return this.#add(family, address, port);
    if (host.hasZone) return this.#intern(known, family, address, port);
    this.#recent[place] = { family, address, port, index: known };
    return known;
  }

  #add(family: Family, address: string, port: number): number {
    if (this.#used === DESTINATION_CAPACITY) this.#reset();
    const index = this.#intern(this.#used, family, address, port);
    if (index < 0) return index;
    this.#used++;
    const host = this.#hosts[family].get(address);
    if (host !== undefined) {
      host.ports.set(port, index);
    } else {
      const ports = new Map([[port, index]]);
      this.#hosts[family].set(address, { ports, hasZone: address.includes('%') });
    }
    return index;
  }

  #intern(index: number, family: Family, address: string, port: number): number {
    const scope = addon.internDestination(index, family, address, port);
    return scope < 0 ? scope : index;
  }

  #reset(): void {
    this.beforeReset();
    this.#used = 0;
    this.#recent.fill(undefined);
    this.#hosts[4].clear();
    this.#hosts[6].clear();
  }
}
