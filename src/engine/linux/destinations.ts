import type { Family } from '../engine.js';
import { addon } from './addon.js';
import { DESTINATION_CAPACITY } from './memory.js';

/**
 * Names destinations by small numbers, so that a datagram's destination is written once, not
 * with each send, and neighbours are compared by one number.
 */
export class Destinations {
  /** Grows when the table is emptied: numbers from before are void. */
  generation = 0;
  #used = 0;
  readonly #byFamily = { 4: new Map(), 6: new Map() } as Record<
    Family,
    Map<string, Map<number, number>>
  >;

  /** @param beforeReset sends what still refers to the table's numbers */
  constructor(readonly beforeReset: () => void) {}

  /**
   * The destination's number.
   *
   * @param address an IP literal
   * @returns the number, or a negative error number
   */
  find(family: Family, address: string, port: number): number {
    const known = this.#byFamily[family].get(address)?.get(port);
    if (known === undefined) return this.#add(family, address, port);
    // A zone's interface may have been replaced by another of its name.
    return address.includes('%') ? this.#intern(known, family, address, port) : known;
  }

  #add(family: Family, address: string, port: number): number {
    if (this.#used === DESTINATION_CAPACITY) this.#reset();
    const index = this.#intern(this.#used, family, address, port);
    if (index < 0) return index;
    this.#used++;
    const ports = this.#byFamily[family].get(address);
    if (ports === undefined) this.#byFamily[family].set(address, new Map([[port, index]]));
    else ports.set(port, index);
    return index;
  }

  #intern(index: number, family: Family, address: string, port: number): number {
    const scope = addon.internDestination(index, family, address, port);
    return scope < 0 ? scope : index;
  }

  #reset(): void {
    this.beforeReset();
    this.generation++;
    this.#used = 0;
    this.#byFamily[4].clear();
    this.#byFamily[6].clear();
  }
}
