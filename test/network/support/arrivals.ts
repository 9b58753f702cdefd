import type { RemoteInfo } from 'node:dgram';
import { EventEmitter, once } from 'node:events';
import { placeOf } from './datagrams';

/** A datagram that has arrived. */
export interface Arrival {
  place: number | 'damaged';
  length: number;
  /** The sender's address and port. */
  from: string;
  /** It came in one read with others of its sender. */
  inTrain: boolean;
}

/** What a socket has received, and a way to wait for more. */
export class Arrivals {
  #list: Arrival[] = [];
  #furthest = -1;
  readonly #events = new EventEmitter();

  add(message: Buffer, { address, port }: RemoteInfo): void {
    const place = placeOf(message);
    this.#list.push({
      place,
      length: message.length,
      from: `${address} ${port}`,
      inTrain: message.buffer.byteLength > message.byteLength,
    });
    if (place !== 'damaged') this.#furthest = Math.max(this.#furthest, place);
    this.#events.emit('arrival');
  }

  /** Waits for the datagram of a place, or for one behind it. */
  async reach(place: number): Promise<void> {
    while (this.#furthest < place) await once(this.#events, 'arrival');
  }

  /** What has arrived since this was called last, with the datagram of that place. */
  async take(place: number): Promise<Arrival[]> {
    await this.reach(place);
    const list = this.#list;
    this.#list = [];
    return list;
  }
}
