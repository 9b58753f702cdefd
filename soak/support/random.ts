/** Numbers that look random and are the same for the same seed: Marsaglia's xorshift32. */
export class Random {
  #state: number;

  constructor(seed: number) {
    // Neighbouring seeds begin far apart; 0 would remain 0 for ever.
    this.#state = Math.imul(seed + 1, 0x9e3779b1) || 1;
  }

  /** A whole number from 0 on, below `end`. */
  below(end: number): number {
    this.#state ^= this.#state << 13;
    this.#state ^= this.#state >>> 17;
    this.#state ^= this.#state << 5;
    return (this.#state >>> 0) % end;
  }

  /** A whole number within both limits. */
  between(least: number, most: number): number {
    return least + this.below(most - least + 1);
  }

  /** The same, each power of two as often as any other: most sizes of the world are small. */
  scaled(least: number, most: number): number {
    const share = this.below(0x10000) / 0x10000;
    return Math.floor(least * ((most + 1) / least) ** share);
  }

  /** Whether something that happens once in so many times happens now. */
  once(times: number): boolean {
    return this.below(times) === 0;
  }
}
