// What the peers on Bun and Deno share of the role `ping`.

import { CountingPeriod, end } from './protocol.mjs';

/** How long to wait for an answer before taking the datagram for lost. */
const PATIENCE_MS = 100;

/** An echo server that is silent for so long is not there. */
const GIVE_UP_AFTER_MS = 5000;

/** Round trips, one after the other, until the time is over. */
export class RoundTrips {
  #send;
  #payload;
  #period;
  #times = [];
  #isOver = false;
  #sentAt = performance.now();
  #lastSentAt = this.#sentAt;

  /** @param send sends a payload to the echo server */
  constructor(parameters, send) {
    this.#send = send;
    this.#payload = new Uint8Array(parameters.number('size'));
    this.#period = new CountingPeriod(parameters);
    setInterval(() => this.#sendAgainIfSilent(), PATIENCE_MS);
    this.#send(this.#payload);
  }

  /** Gets what the echo server returned. */
  answered(data) {
    // It may be a late answer to a datagram before.
    if (this.#isOver || data[0] !== this.#payload[0]) return;
    const now = performance.now();
    this.#times.push((now - this.#sentAt) * 1000);
    const counted = this.#period.check(this.#times.length);
    if (counted !== undefined) {
      this.#isOver = true;
      end({ ...counted.usage, ...percentiles(this.#times.slice(-counted.count)) });
      return;
    }
    this.#payload[0] += 1;
    this.#sentAt = performance.now();
    this.#lastSentAt = this.#sentAt;
    this.#send(this.#payload);
  }

  /** A lost datagram makes for a long round trip. */
  #sendAgainIfSilent() {
    const now = performance.now();
    if (now - this.#sentAt > GIVE_UP_AFTER_MS) throw new Error('the echo server does not answer');
    if (now - this.#lastSentAt < PATIENCE_MS) return;
    this.#lastSentAt = now;
    this.#send(this.#payload);
  }
}

function percentiles(times) {
  const sorted = Float64Array.from(times).sort();
  const at = (permille) => sorted[Math.ceil((sorted.length * permille) / 1000) - 1];
  return { p50: at(500), p99: at(990), p999: at(999) };
}
