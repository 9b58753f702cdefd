import type { MulticastInterface } from './engine/index.js';

/** A group that a socket has joined. */
export interface Membership {
  /** The group's address. */
  group: string;
  /** The only source whose datagrams are wanted; absent: all. */
  source?: string;
  /** The interface that it was joined on: its index, or an address; absent: the system chose. */
  interface?: string | number;
}

/** The groups that a socket has joined: the kernel does not tell. */
export class Memberships {
  #joined: Membership[] = [];

  /** Copies, in the order in which they were joined. */
  list(): Membership[] {
    return this.#joined.map((membership) => ({ ...membership }));
  }

  add(group: string, source: string | undefined, multicastInterface: MulticastInterface): void {
    this.#joined.push({
      group,
      ...(source === undefined ? {} : { source }),
      ...(multicastInterface === undefined ? {} : { interface: multicastInterface }),
    });
  }

  remove(group: string, source: string | undefined, multicastInterface: MulticastInterface): void {
    const place = this.#joined.findIndex(
      (joined) =>
        joined.group === group &&
        joined.source === source &&
        joined.interface === multicastInterface,
    );
    // Another name of the interface may have been used to join.
    const other = this.#joined.findIndex(
      (joined) => joined.group === group && joined.source === source,
    );
    const found = place === -1 ? other : place;
    if (found !== -1) this.#joined.splice(found, 1);
  }

  /** Where a group was joined for all sources. */
  interfacesOf(group: string): MulticastInterface[] {
    return this.#joined
      .filter((joined) => joined.group === group && joined.source === undefined)
      .map((joined) => joined.interface);
  }
}
