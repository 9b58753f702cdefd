import dgram from 'node:dgram';
import { once } from 'node:events';

/** Rounds in which nothing happens before nothing is expected to happen any more. */
const QUIET_ROUNDS = 2;

/** No sequence comes near: what is not quiet by then goes on for ever. */
const MOST_ROUNDS = 10_000;

/** The event loop, and a datagram that marks when those sent before have arrived. */
export class EventLoop {
  readonly #marker: dgram.Socket;

  private constructor(marker: dgram.Socket) {
    this.#marker = marker;
  }

  static async open(): Promise<EventLoop> {
    const marker = dgram.createSocket('udp4');
    marker.bind(0, '127.0.0.1');
    await once(marker, 'listening');
    marker.connect(marker.address().port, '127.0.0.1');
    await once(marker, 'connect');
    return new EventLoop(marker);
  }

  /**
   * Waits until nothing happens any more.
   *
   * @param happenings counts what has happened so far
   */
  async settle(happenings: () => number): Promise<void> {
    let seen = happenings();
    let quiet = 0;
    for (let round = 0; quiet < QUIET_ROUNDS; round += 1) {
      if (round === MOST_ROUNDS) throw new Error('the sequence does not come to rest');
      await this.#arrival();
      // What arrived with the marker may be read behind it.
      await new Promise<void>((resolve) => setImmediate(resolve));
      quiet = happenings() === seen ? quiet + 1 : 0;
      seen = happenings();
    }
  }

  close(): void {
    this.#marker.close();
  }

  /** The kernel delivers what one processor sends to this host in the order of sending. */
  #arrival(): Promise<void> {
    return new Promise((resolve) => {
      this.#marker.once('message', () => resolve());
      this.#marker.send('marker');
    });
  }
}
