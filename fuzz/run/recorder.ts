import type { EventEmitter } from 'node:events';
import type { EventName, Trace } from '../../test/support/context.js';
import type { Name } from '../sequence.js';
import type { Journal } from './journal.js';
import type { Subject } from './subject.js';

/** Ports outside are ones that a sequence chose. */
const FIRST_DYNAMIC_PORT = 1024;
const LAST_DYNAMIC_PORT = 65_534;

/** Traces sockets' events: each socket's in a lane, its messages in one for each sender. */
export class Recorder {
  readonly #journal: Journal;
  readonly #subjects: Subject[] = [];
  readonly #owners = new Map<number, Name>();

  constructor(journal: Journal) {
    this.#journal = journal;
  }

  /** A socket's events, and the callbacks that are listeners of them. */
  events({ name }: Subject): Trace {
    return this.#journal.lane(name);
  }

  /**
   * A socket's sends' callbacks, which have ticks of their own: "a send's callback" in
   * docs/compatibility.md.
   */
  sends({ name }: Subject): Trace {
    return this.#journal.lane(`sends of ${name}`);
  }

  /** A socket's messages from one port: those of others may have left before or after. */
  messages({ name }: Subject, port: number): Trace {
    // A socket that was disconnected gets a port when its datagram leaves.
    for (const subject of this.#subjects) this.namePort(subject);
    return this.#journal.lane(`${name} from ${this.#owners.get(port) ?? 'a stranger'}`);
  }

  /** Traces a socket's events. */
  record(subject: Subject, heard: boolean): void {
    const { name, socket } = subject;
    this.#subjects.push(subject);
    const trace = this.events(subject);
    const events: EventName[] = ['listening', 'connect', 'close'];
    if (heard) events.push('error');
    const recorder = this;
    for (const event of events) {
      (socket as EventEmitter).on(event, function (this: unknown, ...args: unknown[]) {
        recorder.namePort(subject);
        trace(`${name} emits ${event}${this === socket ? '' : ' with another this'}`, ...args);
      });
    }
    let isClosed = false;
    socket.on('close', () => {
      isClosed = true;
    });
    socket.on('message', (message, remote) => {
      const label = `${name} gets a message${isClosed ? ' when it is closed' : ''}`;
      this.messages(subject, remote.port)(label, message, remote);
    });
  }

  /** Makes traces show the port that a socket is bound to by the socket's name. */
  namePort({ name, local }: Subject): void {
    const port = local?.port ?? 0;
    const isChosen = port < FIRST_DYNAMIC_PORT || port > LAST_DYNAMIC_PORT;
    // Two sockets may share a port.
    if (isChosen || this.#owners.has(port)) return;
    this.#owners.set(port, name);
    this.#journal.context.namePort(port, name);
  }
}
