import { CONTROL_CAPACITY, CONTROL_STRIDE, memory } from './memory.js';

const { sendControls } = memory;

function isAt(place: number, control: Int32Array): boolean {
  const at = place * CONTROL_STRIDE;
  for (let word = 0; word < CONTROL_STRIDE; word++) {
    if (sendControls[at + word] !== control[word]) return false;
  }
  return true;
}

/**
 * What the datagrams of one flush say, each by its place from 1 on: neighbours that say the same
 * have one place, and are compared by it.
 */
export class SendControls {
  #count = 0;
  #last: Int32Array | undefined;

  get isFull(): boolean {
    return this.#count === CONTROL_CAPACITY;
  }

  /** The place of what is said; there is room for it. */
  add(control: Int32Array): number {
    const isRepeated =
      this.#count > 0 && (control === this.#last || isAt(this.#count - 1, control));
    if (!isRepeated) sendControls.set(control, this.#count++ * CONTROL_STRIDE);
    this.#last = control;
    return this.#count;
  }

  /** The datagrams have left. */
  clear(): void {
    this.#count = 0;
    this.#last = undefined;
  }
}
