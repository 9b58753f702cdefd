// What the peers on Bun and Deno share: arguments, lines, counting. ../README.md tells the
// protocol.

import process from 'node:process';

/** Where everything happens. */
export const ADDRESS = '127.0.0.1';

/** Plays the role that the arguments name; `roles` are functions of the parameters. */
export async function play(roles) {
  const [role, ...words] = process.argv.slice(2);
  if (!Object.hasOwn(roles, role ?? '')) throw new Error(`there is no role "${role}"`);
  await roles[role](new Parameters(words));
}

/** What a peer was told, as `name=value` arguments. */
class Parameters {
  #values;

  constructor(words) {
    this.#values = new Map(words.map((word) => word.split('=')));
  }

  number(name) {
    return this.numbers(name)[0];
  }

  /** Comma-separated numbers. */
  numbers(name) {
    const numbers = (this.#values.get(name) || 'missing').split(',').map(Number);
    if (numbers.some(Number.isNaN)) throw new Error(`${name} takes a number`);
    return numbers;
  }

  /** As many payloads as may be on their way at a time. */
  payloads() {
    const size = this.number('size');
    return Array.from({ length: this.number('window') }, (_, place) =>
      new Uint8Array(size).fill(place),
    );
  }
}

/** Prints an object as a line. */
export function print(line) {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

/** Prints the result and ends the process, whatever it still has under way. */
export function end(result) {
  process.stdout.write(`${JSON.stringify(result)}\n`, () => process.exit());
}

/** Measures what passes since it was made: time, and the process's CPU time. */
export class Meter {
  #startedAt = performance.now();
  #cpu = process.cpuUsage();

  get seconds() {
    return (performance.now() - this.#startedAt) / 1000;
  }

  read() {
    const { user, system } = process.cpuUsage(this.#cpu);
    return { seconds: this.seconds, user, system };
  }
}

/** The time in which something is counted: after a warm-up, for so many seconds. */
export class CountingPeriod {
  #warmup;
  #seconds;
  #meter = new Meter();
  #isWarm = false;
  #countBefore = 0;

  constructor(parameters) {
    this.#warmup = parameters.number('warmup');
    this.#seconds = parameters.number('seconds');
  }

  /** Of what was counted so far: what was counted in the period, once that is over. */
  check(count) {
    if (!this.#isWarm && this.#meter.seconds >= this.#warmup) {
      this.#isWarm = true;
      this.#countBefore = count;
      // From when it really starts: a process may not have run when it was due.
      this.#meter = new Meter();
    }
    if (!this.#isWarm || this.#meter.seconds < this.#seconds) return undefined;
    return { usage: this.#meter.read(), count: count - this.#countBefore };
  }
}
