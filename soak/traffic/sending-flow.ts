import { createSocket, type SendCallback, type Socket } from 'fast-dgram';
import { Random } from '../support/random.js';
import { planBurst } from './bursts.js';
import { LONGEST, readAnswer, writeDatagram } from './datagram.js';
import { type Flow, LOOPBACK } from './flows.js';
import { bindQuietly } from './quiet-port.js';
import type { Opened } from './receiving-flow.js';

/** What a flow has sent. */
export interface Sent {
  /** Datagrams that carry a number. */
  datagrams: number;
  /** In bytes. */
  bytes: number;
  /** Messages of the kernel. */
  messages: number;
  /** Datagrams that are too long on purpose. */
  tooLong: number;
  /** Of all datagrams, those whose callback said that they could not leave. */
  failed: number;
  /** Answers that came back. */
  answers: number;
  /** Datagrams that came from elsewhere: any program may send to any port. */
  foreign: number;
}

/** What a burst takes of the engine's send slab until the tick ends. */
export interface Taken {
  datagrams: number;
  bytes: number;
}

/** Longer than any family allows, and as long as a length field could tell. */
const TOO_LONG = Buffer.alloc(65_535);

/** One burst in so many has a datagram that is too long. */
const BURSTS_PER_TOO_LONG = 64;

/** Every flow writes its bursts here: what was accepted must not change with it. */
const SCRATCH = Buffer.alloc(64 * LONGEST);

/** The sending side of a flow. */
export class SendingFlow {
  readonly port: number;
  readonly sent: Sent = {
    ...{ datagrams: 0, bytes: 0, messages: 0 },
    ...{ tooLong: 0, failed: 0, answers: 0, foreign: 0 },
  };
  readonly #flow: Flow;
  readonly #socket: Socket;
  readonly #destination: { port?: number; address?: string };
  readonly #window: number;
  readonly #random: Random;
  /** How many datagrams the receiver has told of. */
  #answered = 0;
  /** Callbacks that have not been called yet. */
  #pending = 0;
  #whenSettled: () => void = () => {};

  constructor(flow: Flow, { port, window }: Opened, seed: number) {
    const address = LOOPBACK[flow.type];
    this.#flow = flow;
    this.#window = window;
    this.#random = new Random(seed + flow.id);
    this.#socket = createSocket(flow.type);
    this.port = bindQuietly(this.#socket, address);
    if (flow.connected) this.#socket.connectSync(port, address);
    this.#destination = flow.connected ? {} : { port, address };
    this.#socket.on('message', (answer, remote) => {
      if (remote.port !== port) {
        this.sent.foreign++;
        return;
      }
      this.sent.answers++;
      this.#answered = readAnswer(answer);
    });
  }

  /** Sends a burst, unless the receiver has to catch up. */
  send(): Taken {
    const { lengths, isTrain } = planBurst(this.#flow, this.#random);
    const ahead = this.sent.datagrams - this.#answered;
    if (this.#flow.paced && ahead + lengths.length > this.#window)
      return { datagrams: 0, bytes: 0 };
    const datagrams = this.#write(lengths, isTrain);
    return this.#leave(datagrams);
  }

  /** Waits until all callbacks have been called and nothing waits for the kernel. */
  async settle(): Promise<void> {
    while (this.#pending > 0) {
      await new Promise<void>((resolve) => {
        this.#whenSettled = resolve;
      });
    }
    while (this.#socket.getSendQueueCount() > 0) {
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  close(): void {
    this.#socket.close();
  }

  #write(lengths: readonly number[], isTrain: boolean): Buffer[] {
    const { sent } = this;
    let offset = 0;
    const datagrams = lengths.map((length, place) => {
      const datagram = SCRATCH.subarray(offset, offset + length);
      writeDatagram(datagram, {
        flow: this.#flow.id,
        sequence: sent.datagrams++,
        message: isTrain ? sent.messages : sent.messages + place,
        place: isTrain ? place : 0,
        count: isTrain ? lengths.length : 1,
      });
      offset += length;
      return datagram;
    });
    sent.bytes += offset;
    sent.messages += isTrain ? 1 : lengths.length;
    return datagrams;
  }

  /** Sends datagrams that lie one behind the other. */
  #leave(datagrams: Buffer[]): Taken {
    const bytes = datagrams.reduce((sum, { length }) => sum + length, 0);
    const taken = { datagrams: datagrams.length, bytes };
    switch (this.#flow.way) {
      case 'send':
        for (const datagram of datagrams) this.#sendOne(datagram);
        return taken;
      case 'send with callbacks':
        if (this.#addsTooLong()) {
          datagrams.push(TOO_LONG);
          taken.bytes += TOO_LONG.length;
        }
        for (const datagram of datagrams) this.#sendOne(datagram, this.#callback(1));
        return taken;
      case 'sendMany of a list': {
        if (this.#addsTooLong()) datagrams.push(TOO_LONG);
        const callback = this.#callback(datagrams.length);
        this.#socket.sendMany(datagrams, this.#destination, callback);
        return { datagrams: 0, bytes: 0 };
      }
      case 'sendMany of segments': {
        const options = { segmentSize: datagrams[0]?.length ?? 0, ...this.#destination };
        const callback = this.#callback(datagrams.length);
        this.#socket.sendMany(SCRATCH.subarray(0, bytes), options, callback);
        return { datagrams: 0, bytes: 0 };
      }
    }
  }

  #sendOne(datagram: Buffer, callback?: SendCallback): void {
    const { port, address } = this.#destination;
    if (port === undefined) this.#socket.send(datagram, callback);
    else this.#socket.send(datagram, port, address, callback);
  }

  /** Behind the others, where it separates none of them. */
  #addsTooLong(): boolean {
    const adds = this.#random.once(BURSTS_PER_TOO_LONG);
    if (adds) this.sent.tooLong++;
    return adds;
  }

  /** Called for so many datagrams, with how many of them have left where they are a list. */
  #callback(datagrams: number): SendCallback {
    this.#pending++;
    const isList = this.#flow.way !== 'send with callbacks';
    return (error, count) => {
      if (isList) this.sent.failed += datagrams - count;
      else if (error) this.sent.failed++;
      if (--this.#pending === 0) this.#whenSettled();
    };
  }
}
