import { setTimeout as passing } from 'node:timers/promises';
import type { CoreState } from './protocol.js';

/** So many times the least distance, or the shortest step, is a disturbance. */
const DISTURBED: Readonly<CoreState> = { distance: 2, step: 1.1 };
/** How often a run is made again, at most. */
const MOST_REPETITIONS = 5;
/** How often to look before the first run: at one of these times the cores should be calm. */
const FIRST_LOOKS = 10;
/** How often to look, at most, until cores are calm again. */
const MOST_LOOKS = 50;

/** How it waits, in milliseconds. */
export interface Patience {
  /** Between looks. */
  pause: number;
  /** What waiting and repeating may take in all, besides as long as the runs that count take. */
  spare: number;
}

const PATIENCE: Patience = { pause: 100, spare: 30_000 };

/** How often cores were disturbed. */
export interface Watched {
  /** Runs that count. */
  runs: number;
  /** Those of them before or after which cores were disturbed. */
  disturbed: number;
  /** Runs that were made again instead. */
  repeated: number;
}

/**
 * Sees to it that runs are measured while their two cores are calm. A virtual machine's may be
 * moved apart, and then all that passes between them takes several times as long; or another
 * machine uses their other hardware threads, and then programs run at little more than half their
 * speed, and the kernel's copying at nearly all of its own.
 */
export class Calm {
  readonly watched: Watched = { runs: 0, disturbed: 0, repeated: 0 };
  readonly #look: () => Promise<CoreState>;
  readonly #pause: number;
  /** Of each the least that was seen. */
  #best: Readonly<CoreState> = {
    distance: Number.POSITIVE_INFINITY,
    step: Number.POSITIVE_INFINITY,
  };
  /** Milliseconds that may still be spent: a benchmark is to take twice its time at most. */
  #spare: number;

  /** @param look measures the state of the cores */
  constructor(look: () => Promise<CoreState>, { pause, spare }: Patience = PATIENCE) {
    this.#look = look;
    this.#pause = pause;
    this.#spare = spare;
  }

  /** Learns what is calm. */
  async prepare(): Promise<void> {
    for (let look = 0; look < FIRST_LOOKS; look++) {
      await this.#isCalm();
      await passing(this.#pause);
    }
  }

  /** Measures, and again where the cores were disturbed before or after that. */
  async measure<Outcome>(run: () => Promise<Outcome>): Promise<Outcome> {
    for (let repetition = 0; ; repetition++) {
      const wasCalm = await this.#becomesCalm();
      const start = performance.now();
      const outcome = await run();
      const took = performance.now() - start;
      const isCalm = wasCalm && (await this.#isCalm());
      if (isCalm || repetition === MOST_REPETITIONS || this.#spare < took) {
        this.#spare += took;
        this.watched.runs++;
        if (!isCalm) this.watched.disturbed++;
        return outcome;
      }
      this.#spare -= took;
      this.watched.repeated++;
    }
  }

  async #isCalm(): Promise<boolean> {
    const { distance, step } = await this.#look();
    this.#best = {
      distance: Math.min(this.#best.distance, distance),
      step: Math.min(this.#best.step, step),
    };
    return (
      distance < this.#best.distance * DISTURBED.distance && step < this.#best.step * DISTURBED.step
    );
  }

  async #becomesCalm(): Promise<boolean> {
    for (let look = 0; look < MOST_LOOKS; look++) {
      const start = performance.now();
      if (await this.#isCalm()) return true;
      if (this.#spare < this.#pause) return false;
      await passing(this.#pause);
      this.#spare -= performance.now() - start;
    }
    return false;
  }
}
