import type { Family } from '../datagram.js';
import { addon } from './addon.js';
import { DESTINATION_CAPACITY } from './memory.js';

/** The destinations at one address. */
interface Host {
  /** The port that was asked for first: most addresses have no other. */
  readonly port: number;
  readonly number: number;
  /** The numbers of all others. */
  others: Map<number, number> | undefined;
  /** The address names an interface, which may be replaced by another of its name. */
  readonly hasZone: boolean;
}

/** Places of recent destinations: enough that those of one tick seldom share one. A power of 2. */
const RECENT = 1024;

function numberOf(host: Host, port: number): number | undefined {
  return host.port === port ? host.number : host.others?.get(port);
}

/** A family and a port in one number, which is never 0. */
function endpointOf(family: Family, port: number): number {
  return family * 65_536 + port;
}

/**
 * Names destinations by small numbers, so that a datagram's destination is written once, not
 * with each send, and neighbours are compared by one number.
 */
export class Destinations {
  #used = 0;
  readonly #hosts: Readonly<Record<Family, Map<string, Host>>> = { 4: new Map(), 6: new Map() };
  /** The number of that asked for last, by its port: spares the maps' hashing. */
  readonly #recent = new Uint16Array(RECENT);
  /** What has that number: 0 where none has it, or one that must be interned each time. */
  readonly #endpoints = new Uint32Array(DESTINATION_CAPACITY);
  /** The addresses, by number. */
  readonly #addresses: string[] = [];

  /** @param beforeReset sends what still refers to the table's numbers */
  constructor(readonly beforeReset: () => void) {}

  /**
   * The destination's number, which is void after the next call that fills the table.
   *
   * @param address an IP literal
   * @returns the number, or a negative error number
   */
  find(family: Family, address: string, port: number): number {
    const recent = this.#recent[port % RECENT] as number;
    const isRecent =
      this.#endpoints[recent] === endpointOf(family, port) && this.#addresses[recent] === address;
    return isRecent ? recent : this.#lookUp(family, address, port);
  }

  #lookUp(family: Family, address: string, port: number): number {
    const host = this.#hosts[family].get(address);
    if (host === undefined) return this.#add(family, address, port);
    const known = numberOf(host, port);
    if (known === undefined) return this.#add(family, address, port);
    if (host.hasZone) return this.#intern(known, family, address, port);
    this.#recent[port % RECENT] = known;
    this.#endpoints[known] = endpointOf(family, port);
    return known;
  }

  #add(family: Family, address: string, port: number): number {
    if (this.#used === DESTINATION_CAPACITY) this.#reset();
    const index = this.#intern(this.#used, family, address, port);
    if (index < 0) return index;
    this.#used++;
    this.#addresses[index] = address;
    const host = this.#hosts[family].get(address);
    if (host === undefined) {
      const hasZone = address.includes('%');
      this.#hosts[family].set(address, { port, number: index, others: undefined, hasZone });
    } else {
      host.others ??= new Map();
      host.others.set(port, index);
    }
    return index;
  }

  #intern(index: number, family: Family, address: string, port: number): number {
    const error = addon.internDestination(index, family, address, port);
    return error < 0 ? error : index;
  }

  #reset(): void {
    this.beforeReset();
    this.#used = 0;
    this.#endpoints.fill(0);
    this.#hosts[4].clear();
    this.#hosts[6].clear();
  }
}
