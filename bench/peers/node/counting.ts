import type { Usage } from '../../protocol.js';

/** Measures what passes since it was made: time, and the process's CPU time. */
export class Meter {
  readonly #startedAt = performance.now();
  readonly #cpu = process.cpuUsage();

  read(): Usage {
    const { user, system } = process.cpuUsage(this.#cpu);
    return { seconds: (performance.now() - this.#startedAt) / 1000, user, system };
  }
}

/** What was counted, and what that took. */
export interface Counted extends Usage {
  count: number;
}

/** The time in which something is counted: after a warm-up, for so many seconds. */
export class CountingPeriod {
  readonly #beginsAt: number;
  readonly #milliseconds: number;
  #endsAt = Number.POSITIVE_INFINITY;
  #meter: Meter | undefined;
  #countBefore = 0;

  constructor(warmup: number, seconds: number) {
    this.#beginsAt = performance.now() + warmup * 1000;
    this.#milliseconds = seconds * 1000;
  }

  /**
   * Looks at the clock.
   *
   * @param count of all so far
   * @returns what was counted, once the time is over
   */
  check(count: number): Counted | undefined {
    const now = performance.now();
    if (now < this.#beginsAt) return undefined;
    if (this.#meter === undefined) {
      // From when it really begins: the process may not have run when it was due.
      this.#endsAt = now + this.#milliseconds;
      this.#meter = new Meter();
      this.#countBefore = count;
    }
    if (now < this.#endsAt) return undefined;
    return { ...this.#meter.read(), count: count - this.#countBefore };
  }
}
