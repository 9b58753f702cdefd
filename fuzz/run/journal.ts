import { Context, type Trace } from '../../test/support/context.js';
import type { Dgram } from '../../test/support/dgram.js';

/** The traces of a run, which count what has happened. */
export class Journal {
  readonly context: Context;
  readonly #lanes = new Map<string, Trace>();
  #lines = 0;

  constructor(dgram: Dgram) {
    this.context = new Context(dgram, 'udp4');
  }

  /** Lines so far. */
  get length(): number {
    return this.#lines;
  }

  /** A trace whose order is that of this lane alone. */
  lane(name: string): Trace {
    const known = this.#lanes.get(name);
    if (known !== undefined) return known;
    const write = this.context.lane(name);
    const trace: Trace = (...line) => {
      this.#lines += 1;
      write(...line);
    };
    this.#lanes.set(name, trace);
    return trace;
  }

  /** Traces what was thrown where nobody caught it. */
  uncaught(error: unknown): void {
    const rethrow = (): never => {
      throw error;
    };
    this.context.attempt('nobody catches what', rethrow, this.lane('uncaught'));
  }
}
