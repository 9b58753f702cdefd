import type { Socket } from 'node:dgram';
import { EventEmitter, once } from 'node:events';
import { HEADER_BYTES, Kind, unpackAcknowledgement, writeHeader } from './wire.js';

/** Datagrams handed to send() whose callback is awaited. */
const IN_FLIGHT = 64;

/** Datagrams sent beyond what the server has acknowledged: at most so many. */
const MOST_AHEAD = 256;

/** What the kernel needs for a datagram beyond twice its size. It is less; loss is not wanted. */
const BOOKKEEPING_BYTES = 640;

/** Answers that the server is asked for while that many datagrams pass. */
const ANSWERS_WITHIN_AHEAD = 4;

/** The server is asked where it is when it has been silent for so long. */
const ASK_AFTER_MS = 100;

/** So many questions without an answer mean that nobody is there. */
const QUESTIONS = 50;

/** How often the server is asked about datagrams that are missing at the end. */
const SECOND_LOOKS = 3;

const NO_ANSWER = 'The server does not answer. Does a firewall (nft list ruleset) filter loopback?';

/** What became of a run of datagrams. */
export interface Outcome {
  sent: number;
  received: number;
  seconds: number;
}

/** A datagram of those in flight: its buffer is free again when its callback has been called. */
interface Lane {
  readonly datagram: Buffer;
  readonly callback: (error: Error | null) => void;
}

/** Sends datagrams as fast as the server keeps up with. */
export class Sender {
  #socket: Socket;
  #waiting: Lane[];
  #ahead: number;
  #askEvery: number;
  #sent = 0;
  #end = 0;
  #acknowledged = 0;
  #received = 0;
  #unanswered = 0;
  /** Emits 'answer', and 'error' when there will be none. */
  #server = new EventEmitter();

  /**
   * @param socket connected to the server
   * @param size of each datagram, in bytes
   * @param receiveBufferBytes of the server
   */
  constructor(socket: Socket, size: number, receiveBufferBytes: number) {
    const room = Math.floor(receiveBufferBytes / (2 * size + BOOKKEEPING_BYTES));
    this.#ahead = Math.max(1, Math.min(room, MOST_AHEAD));
    this.#askEvery = Math.ceil(this.#ahead / ANSWERS_WITHIN_AHEAD);
    this.#socket = socket;
    this.#waiting = Array.from({ length: IN_FLIGHT }, () => this.#lane(size));
    socket.on('message', (datagram) => this.#answered(datagram));
    socket.on('error', (error) => this.#server.emit('error', error));
  }

  /**
   * Sends that many datagrams and waits until the server is past the last of them.
   *
   * @param onProgress gets how many of them the server is past
   */
  async run(datagrams: number, onProgress: (done: number) => void): Promise<Outcome> {
    const [first, receivedBefore] = [this.#sent, this.#received];
    const received = (): number => this.#received - receivedBefore;
    const watchdog = setInterval(() => this.#askIfSilent(), ASK_AFTER_MS);
    try {
      const startedAt = performance.now();
      this.#end = first + datagrams;
      this.#sendWaiting();
      while (this.#acknowledged < this.#end) {
        await once(this.#server, 'answer');
        onProgress(this.#acknowledged - first);
      }
      const seconds = (performance.now() - startedAt) / 1000;
      // The last answer may have overtaken datagrams on their way.
      for (let look = 0; look < SECOND_LOOKS && received() < datagrams; look++) {
        await once(this.#server, 'answer');
      }
      return { sent: datagrams, received: received(), seconds };
    } finally {
      clearInterval(watchdog);
    }
  }

  #lane(size: number): Lane {
    const lane: Lane = {
      datagram: Buffer.alloc(size),
      callback: (error) => {
        if (error) this.#server.emit('error', error);
        this.#waiting.push(lane);
        this.#sendWaiting();
      },
    };
    return lane;
  }

  #sendWaiting(): void {
    while (this.#sent < this.#end && this.#sent < this.#acknowledged + this.#ahead) {
      const lane = this.#waiting.pop();
      if (lane === undefined) return;
      const kind = ++this.#sent % this.#askEvery === 0 ? Kind.DataToAnswer : Kind.Data;
      writeHeader(lane.datagram, this.#sent, kind);
      this.#socket.send(lane.datagram, lane.callback);
      if (this.#sent === this.#end) this.#ask();
    }
  }

  #ask(): void {
    const question = Buffer.alloc(HEADER_BYTES);
    writeHeader(question, this.#sent, Kind.Question);
    this.#socket.send(question);
  }

  #answered(datagram: Buffer): void {
    const { position, received } = unpackAcknowledgement(datagram);
    this.#unanswered = 0;
    this.#acknowledged = Math.max(this.#acknowledged, position);
    this.#received = Math.max(this.#received, received);
    this.#server.emit('answer');
    this.#sendWaiting();
  }

  /** Datagrams or answers got lost, or the server is slow. */
  #askIfSilent(): void {
    const silence = this.#unanswered++;
    if (silence > QUESTIONS) this.#server.emit('error', new Error(NO_ANSWER));
    else if (silence > 0) this.#ask();
  }
}
