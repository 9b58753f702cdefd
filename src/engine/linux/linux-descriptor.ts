import type { Family } from '../datagram.js';
import type { OptionName } from '../socket-options.js';
import { addon } from './addon.js';
import { getDevice, setDevice } from './device.js';
import { EarlyOptions, setRawOption } from './early-options.js';
import { OPTIONS } from './option-places.js';

/** No system resources yet. */
export const UNOPENED = -1;

/** IP_PMTUDISC_DO: how IPv4 says what IPV6_DONTFRAG says. */
const PMTUDISC_DO = 2;

/** A descriptor of a UDP socket, maybe not open yet, and its options. */
export class LinuxDescriptor {
  /** The engine's number for it; UNOPENED where it is not open. */
  index = UNOPENED;
  /** Whether it is bound: options that are set before are set on what a bind brings, too. */
  protected isBound = false;
  #earlyOptions: EarlyOptions | undefined;

  /** @param openFamily of which it is opened, and has options */
  constructor(protected openFamily: Family) {}

  get isOpen(): boolean {
    return this.index !== UNOPENED;
  }

  setOption(name: OptionName, value: number): number {
    const [level, option] = OPTIONS[name][this.openFamily];
    return this.setRawOption(level, option, value);
  }

  setOptionForAll(name: OptionName, value: number): number {
    const error = this.setOption(name, value);
    const [level, option] = OPTIONS[name][4];
    if (error < 0 || this.openFamily === 4 || level === OPTIONS[name][6][0]) return error;
    // A socket for IPv6 only has no use for it.
    this.setRawOption(level, option, name === 'dontFragment' ? value * PMTUDISC_DO : value);
    return error;
  }

  getOption(name: OptionName): number {
    const [level, option] = OPTIONS[name][this.openFamily];
    return addon.getOption(this.index, level, option);
  }

  getOptionBytes(name: OptionName, bytes: Uint8Array): number {
    const [level, option] = OPTIONS[name][this.openFamily];
    return this.getRawOption(level, option, bytes);
  }

  setDevice(name: string): number {
    return setDevice(this, name);
  }

  getDevice(): string | number {
    return getDevice(this);
  }

  setRawOption(level: number, name: number, value: number | Uint8Array): number {
    const error = setRawOption(this.index, level, name, value);
    if (error >= 0 && !this.isBound) {
      this.#earlyOptions ??= new EarlyOptions();
      this.#earlyOptions.add(level, name, value);
    }
    return error;
  }

  getRawOption(level: number, name: number, bytes: Uint8Array): number {
    return addon.getOptionBytes(this.index, level, name, bytes);
  }

  /** Sets what was set before. 0, or a negative error number. */
  protected applyEarlyOptions(): number {
    return this.#earlyOptions?.setAll(this.index) ?? 0;
  }

  /**
   * Sets what was set before the bind on a descriptor that the bind has brought: by a copy, since
   * the descriptor remains its owner's where that fails.
   */
  protected applyEarlyOptionsTo(descriptor: number): number {
    if (this.#earlyOptions === undefined) return 0;
    const copy = addon.duplicateDescriptor(descriptor);
    if (copy < 0) return copy;
    const index = addon.adopt(copy);
    if (index < 0) {
      addon.closeDescriptor(copy);
      return index;
    }
    const error = this.#earlyOptions.setAll(index);
    addon.close(index);
    return error;
  }
}
