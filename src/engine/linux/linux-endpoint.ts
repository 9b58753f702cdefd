import type { Family, SocketAddress } from '../datagram.js';
import { EBADF, EINVAL } from '../errno.js';
import type { BindFlags, MulticastInterface, SourceOperation } from '../socket-options.js';
import { addon } from './addon.js';
import { ADDRESS_NAME, familyOf, readAddress } from './addresses.js';
import {
  BIND_IPV6_ONLY,
  BIND_REUSE_ADDRESS,
  BIND_REUSE_PORT,
  SOURCE_OPERATIONS,
} from './constants.js';
import { LinuxDescriptor } from './linux-descriptor.js';

/** The any-address of each family, where an implicit bind goes. */
const ANY_ADDRESS: Readonly<Record<Family, string>> = { 4: '0.0.0.0', 6: '::' };

/** A descriptor with addresses: its own, its peer's, and those of the groups that it is in. */
export abstract class LinuxEndpoint extends LinuxDescriptor {
  /** Opened for its options, and no bind was tried yet. */
  protected awaitsBind = false;

  constructor(readonly family: Family) {
    super(family);
  }

  /**
   * Makes what the engine has opened this socket's.
   *
   * @param index the engine's number for it, or a negative error number
   * @returns 0, or the error
   */
  protected abstract register(index: number): number;

  /** Lets go of what is open, and fails with ECANCELED what the kernel has not taken. */
  abstract release(): void;

  open(): number {
    if (this.isOpen) return 0;
    const error = this.#open(this.family);
    this.awaitsBind = error >= 0;
    return error;
  }

  bind(address: string, port: number, flags: BindFlags): number {
    const wasOpen = this.isOpen;
    const opening = this.#open(this.family);
    if (opening < 0) return opening;
    const bits =
      (flags.reuseAddr ? BIND_REUSE_ADDRESS : 0) |
      (flags.reusePort ? BIND_REUSE_PORT : 0) |
      (flags.ipv6Only ? BIND_IPV6_ONLY : 0);
    this.awaitsBind = false;
    const error = addon.bind(this.index, this.family, address, port, bits);
    this.isBound = error >= 0;
    // Like libuv, which opens nothing for what is no address of the family.
    if (error === EINVAL && !wasOpen && familyOf(address) !== this.family) {
      this.release();
    }
    return error;
  }

  connect(address: string, port: number): number {
    return addon.connect(this.index, this.family, address, port);
  }

  disconnect(): number {
    return addon.disconnect(this.index);
  }

  localAddress(): SocketAddress | number {
    if (this.awaitsBind) return EBADF;
    const error = addon.localAddress(this.index);
    return error < 0 ? error : readAddress(ADDRESS_NAME);
  }

  peerAddress(): SocketAddress | number {
    const error = addon.peerAddress(this.index);
    return error < 0 ? error : readAddress(ADDRESS_NAME);
  }

  setMulticastInterface(multicastInterface: string | number): number {
    return addon.multicastInterface(this.index, multicastInterface);
  }

  membership(join: boolean, group: string, multicastInterface: MulticastInterface): number {
    const error = this.#bindImplicitly(group);
    return error < 0
      ? error
      : addon.membership(this.index, join ? 1 : 0, group, multicastInterface);
  }

  sourceMembership(
    operation: SourceOperation,
    source: string,
    group: string,
    multicastInterface: MulticastInterface,
  ): number {
    if (familyOf(source) !== familyOf(group)) return EINVAL;
    const error = this.#bindImplicitly(group);
    return error < 0
      ? error
      : addon.sourceMembership(
          this.index,
          SOURCE_OPERATIONS[operation],
          source,
          group,
          multicastInterface,
        );
  }

  /** Opens it, unless it is open. 0, or a negative error number. */
  #open(family: Family): number {
    if (this.isOpen) return 0;
    const index = this.register(addon.open(family));
    const error = index < 0 ? index : this.applyEarlyOptions();
    if (error < 0) this.release();
    return error;
  }

  /**
   * Joining a group binds an unbound socket, of the group's family, to a random port; with
   * SO_REUSEADDR, as Node does.
   */
  #bindImplicitly(group: string): number {
    if (this.isOpen && !this.awaitsBind) return 0;
    const groupFamily = familyOf(group);
    if (groupFamily < 0) return groupFamily;
    const family = this.awaitsBind ? this.family : (groupFamily as Family);
    const error = this.#open(family);
    if (error < 0) return error;
    this.awaitsBind = false;
    // A group of another family may have opened it.
    this.openFamily = family;
    const outcome = addon.bind(this.index, family, ANY_ADDRESS[family], 0, BIND_REUSE_ADDRESS);
    this.isBound = outcome >= 0;
    return outcome;
  }
}
