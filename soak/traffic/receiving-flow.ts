import { createSocket, type MessageBatch, type Socket } from 'fast-dgram';
import { LONGEST, writeAnswer } from './datagram.js';
import { type Flow, LOOPBACK } from './flows.js';
import { Ledger } from './ledger.js';
import { bindQuietly } from './quiet-port.js';

/** Where a flow's receiver listens. */
export interface Opened {
  port: number;
  /** How many datagrams it has room for, whatever their sizes. */
  window: number;
}

/** Room for what a paced sender has under way; the kernel grants what it allows. */
const PACED_BUFFER_BYTES = 1024 * 1024;

/** What the kernel needs for a datagram beyond twice its size. It is less; loss is not wanted. */
const BOOKKEEPING_BYTES = 2048;

/** Answers while a window passes. */
const ANSWERS_PER_WINDOW = 4;

/** The receiving side of a flow. */
export class ReceivingFlow {
  readonly ledger: Ledger;
  readonly opened: Opened;
  answers = 0;
  /** Datagrams that came from elsewhere: any program may send to any port. */
  foreign = 0;
  /** The sender's port. */
  peer = 0;
  readonly #socket: Socket;
  readonly #answerEvery: number;
  #answered = 0;

  constructor(readonly flow: Flow) {
    this.ledger = new Ledger(flow);
    this.#socket = createSocket({
      type: flow.type,
      coalesce: flow.trains,
      ...(flow.paced ? { recvBufferSize: PACED_BUFFER_BYTES } : {}),
    });
    const port = bindQuietly(this.#socket, LOOPBACK[flow.type]);
    const room = this.#socket.getRecvBufferSize();
    const window = Math.floor(room / (2 * LONGEST + BOOKKEEPING_BYTES));
    this.opened = { port, window };
    this.#answerEvery = Math.ceil(window / ANSWERS_PER_WINDOW);
    this.#listen();
  }

  close(): void {
    this.#socket.close();
  }

  #listen(): void {
    if (this.flow.reading === 'message') {
      this.#socket.on('message', (datagram, { port, address }) =>
        this.#add(datagram, port, address),
      );
      return;
    }
    // What is kept must be a copy.
    const read =
      this.flow.reading === 'data()'
        ? (batch: MessageBatch, place: number) => batch.data(place)
        : (batch: MessageBatch, place: number) => Buffer.from(batch.unsafeData(place));
    this.#socket.on('messages', (batch) => {
      for (let place = 0; place < batch.length; place++) {
        this.#add(read(batch, place), batch.port(place), batch.address(place));
      }
    });
  }

  #add(datagram: Buffer, port: number, address: string): void {
    if (port !== this.peer) {
      this.foreign++;
      return;
    }
    this.ledger.add(datagram);
    this.#answer(port, address);
  }

  /** Tells a sender that waits how far this is, now and then. */
  #answer(port: number, address: string): void {
    const { datagrams } = this.ledger.received;
    if (!this.flow.paced || datagrams - this.#answered < this.#answerEvery) return;
    this.#answered = datagrams;
    this.answers++;
    this.#socket.send(writeAnswer(datagrams), port, address);
  }
}
