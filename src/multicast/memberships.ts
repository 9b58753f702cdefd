import { isIPv6, SocketAddress } from 'node:net';
import type { MulticastInterface } from '../engine/index.js';
import { indexOfInterface } from './multicast-interface.js';

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

  /** The membership that the kernel ends when a group is left. */
  find(
    group: string,
    source: string | undefined,
    multicastInterface: MulticastInterface,
  ): Membership | undefined {
    const address = canonical(group);
    const candidates = this.#joined
      .filter((joined) => joined.source === source && canonical(joined.group) === address)
      .reverse();
    if (multicastInterface === undefined) {
      // Of IPv4 the kernel takes the interface that it would choose now, of IPv6 the newest.
      const chosen = candidates.find((joined) => joined.interface === undefined);
      return isIPv6(address) ? candidates[0] : (chosen ?? candidates[0]);
    }
    const index = indexOfInterface(multicastInterface);
    return candidates.find(
      (joined) =>
        joined.interface === multicastInterface ||
        (index !== undefined && indexOfInterface(joined.interface) === index),
    );
  }

  remove(membership: Membership): void {
    this.#joined = this.#joined.filter((joined) => joined !== membership);
  }

  /** A group was left that had been joined for chosen sources only: for all of them. */
  removeSources(group: string, multicastInterface: MulticastInterface): void {
    const address = canonical(group);
    const index = indexOfInterface(multicastInterface);
    this.#joined = this.#joined.filter(
      (joined) =>
        canonical(joined.group) !== address ||
        (index !== undefined && indexOfInterface(joined.interface) !== index),
    );
  }

  /** Where a group was joined for all sources, the newest first. */
  interfacesOf(group: string): MulticastInterface[] {
    const address = canonical(group);
    return this.#joined
      .filter((joined) => joined.source === undefined && canonical(joined.group) === address)
      .map((joined) => joined.interface)
      .reverse();
  }
}

/** One of the many ways to write an IPv6 address, without its zone. */
function canonical(address: string): string {
  const [text = ''] = address.split('%', 1);
  return isIPv6(text) ? new SocketAddress({ address: text, family: 'ipv6' }).address : text;
}
