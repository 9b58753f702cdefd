import { setTimeout as passing } from 'node:timers/promises';

/** A distance of so many times the least is far. */
const FAR = 2;
/** How often a run is made again, at most. */
const MOST_REPETITIONS = 5;
/** How often to look before the first run: one of these times the cores should be near. */
const FIRST_LOOKS = 10;
/** How often to look, at most, until cores are near again. */
const MOST_LOOKS = 50;
/** Milliseconds between looks. */
const PAUSE = 100;

/** How often cores were not near. */
export interface Disturbances {
  /** Runs that were made again. */
  repeated: number;
  /** Of those that count, runs before or after which the cores were far apart. */
  apart: number;
}

/**
 * Sees to it that runs are measured while their two cores are near each other: a virtual
 * machine's may be moved apart, and then all that passes between them takes several times as long.
 */
export class Nearness {
  readonly disturbances: Disturbances = { repeated: 0, apart: 0 };
  readonly #distance: () => Promise<number>;
  readonly #pause: number;
  #least = Number.POSITIVE_INFINITY;

  /**
   * @param distance measures how far apart the cores are, in any unit
   * @param pause milliseconds between looks
   */
  constructor(distance: () => Promise<number>, pause = PAUSE) {
    this.#distance = distance;
    this.#pause = pause;
  }

  /** Learns what is near. */
  async prepare(): Promise<void> {
    for (let look = 0; look < FIRST_LOOKS; look++) {
      await this.#isNear();
      await passing(this.#pause);
    }
  }

  /** Measures, and again where the cores were far apart meanwhile. */
  async measure<Outcome>(run: () => Promise<Outcome>): Promise<Outcome> {
    for (let repetition = 0; ; repetition++) {
      const wasNear = await this.#becomesNear();
      const outcome = await run();
      if (wasNear && (await this.#isNear())) return outcome;
      if (repetition === MOST_REPETITIONS) {
        this.disturbances.apart++;
        // One look at cores that were nearer than they ever are again must not hold up all runs.
        this.#least = Number.POSITIVE_INFINITY;
        return outcome;
      }
      this.disturbances.repeated++;
    }
  }

  async #isNear(): Promise<boolean> {
    const distance = await this.#distance();
    this.#least = Math.min(this.#least, distance);
    return distance < this.#least * FAR;
  }

  async #becomesNear(): Promise<boolean> {
    for (let look = 0; look < MOST_LOOKS; look++) {
      if (await this.#isNear()) return true;
      await passing(this.#pause);
    }
    return false;
  }
}
