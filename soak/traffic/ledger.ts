import { HEADER_BYTES, type Header, isShortDatagram, readDatagram } from './datagram.js';
import type { Flow } from './flows.js';

/** What came of a flow at its receiver. */
export interface Received {
  datagrams: number;
  /** In bytes. */
  bytes: number;
  /** Messages of the kernel of which something came. */
  messages: number;
  /** Datagrams that are not what was sent. */
  corrupted: number;
  /** Datagrams that came twice, or after one that was sent later. */
  misordered: number;
  /** Messages of which only a part came. */
  torn: number;
  /** Datagrams that changed after they had been delivered. */
  changed: number;
}

/** One datagram in so many is kept for a while. */
const DATAGRAMS_PER_KEPT = 16;

/** So many are kept at a time: the slab that they were read from is then long overwritten. */
const MOST_KEPT = 16;

/** Counts a flow's datagrams, and finds what is wrong with them. */
export class Ledger {
  readonly received: Received = {
    ...{ datagrams: 0, bytes: 0, messages: 0 },
    ...{ corrupted: 0, misordered: 0, torn: 0, changed: 0 },
  };
  readonly #flow: Flow;
  /** The sequence number that comes next, if nothing is lost. */
  #next = 0;
  #last: Header | undefined;
  readonly #kept: { datagram: Buffer; sequence: number }[] = [];

  constructor(flow: Flow) {
    this.#flow = flow;
  }

  /** Counts a datagram, and may keep it. */
  add(datagram: Buffer): void {
    const { received } = this;
    received.datagrams++;
    received.bytes += datagram.length;
    if (this.#flow.paced && datagram.length < HEADER_BYTES) {
      if (!isShortDatagram(datagram, this.#flow.id, this.#next)) received.corrupted++;
      this.#next++;
      return;
    }
    const header = readDatagram(datagram);
    if (header === undefined || header.flow !== this.#flow.id) {
      received.corrupted++;
      this.#next++;
      return;
    }
    if (header.sequence < this.#next) received.misordered++;
    this.#next = Math.max(this.#next, header.sequence + 1);
    this.#addToMessage(header);
    if (received.datagrams % DATAGRAMS_PER_KEPT === 0) {
      this.#kept.push({ datagram, sequence: header.sequence });
      if (this.#kept.length > MOST_KEPT) this.#checkKept();
    }
  }

  /** Nothing follows: what is incomplete by now remains so. */
  end(): void {
    if (isIncomplete(this.#last)) this.received.torn++;
    this.#last = undefined;
    while (this.#kept.length > 0) this.#checkKept();
  }

  /** A message begins with its first datagram, goes on with the next and ends with its last. */
  #addToMessage(header: Header): void {
    const last = this.#last;
    this.#last = header;
    if (header.message !== last?.message) {
      this.received.messages++;
      if (isIncomplete(last) || header.place !== 0) this.received.torn++;
    } else if (header.place !== last.place + 1) {
      this.received.torn++;
    }
  }

  #checkKept(): void {
    const first = this.#kept.shift();
    if (first === undefined) return;
    if (readDatagram(first.datagram)?.sequence !== first.sequence) this.received.changed++;
  }
}

function isIncomplete(header: Header | undefined): boolean {
  return header !== undefined && header.place !== header.count - 1;
}
