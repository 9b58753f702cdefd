import { addon } from './addon.js';

/** An option that was set before the bind. */
interface EarlyOption {
  readonly level: number;
  readonly name: number;
  readonly value: number | Uint8Array;
}

/** Sets an option in the kernel's own numbers. 0, or a negative error number. */
export function setRawOption(
  socket: number,
  level: number,
  name: number,
  value: number | Uint8Array,
): number {
  return typeof value === 'number'
    ? addon.setOption(socket, level, name, value)
    : addon.setOptionBytes(socket, level, name, value);
}

/**
 * The options that a socket was given before its bind. In a cluster the bind brings another
 * descriptor, which then gets them, too.
 */
export class EarlyOptions {
  readonly #options: EarlyOption[] = [];

  add(level: number, name: number, value: number | Uint8Array): void {
    // The caller may reuse its memory.
    const kept = typeof value === 'number' ? value : Uint8Array.from(value);
    this.#options.push({ level, name, value: kept });
  }

  /** Sets all of them. 0, or the first negative error number. */
  setAll(socket: number): number {
    for (const { level, name, value } of this.#options) {
      const error = setRawOption(socket, level, name, value);
      if (error < 0) return error;
    }
    return 0;
  }
}
