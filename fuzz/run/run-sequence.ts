import type { EventEmitter } from 'node:events';
import type { Trace } from '../../test/support/context.js';
import type { Dgram, SocketOptions } from '../../test/support/dgram.js';
import {
  ACTOR,
  type Beginning,
  make,
  NAMES,
  type Name,
  type Scope,
  type Sequence,
  type Step,
  type Value,
} from '../sequence.js';
import { stepSource } from '../source-code.js';
import type { EventLoop } from './event-loop.js';
import { Journal } from './journal.js';
import {
  hasOtherMeaning,
  isLeftOut,
  isSend,
  mustWait,
  noteCall,
  peerMayBeGone,
  retires,
} from './known-differences.js';
import { Recorder } from './recorder.js';
import { Subject } from './subject.js';

/**
 * Nobody listens there, unless the sequence does. Below the ports that Linux gives out, and another
 * one for each process: two fuzzers must not see each other.
 */
const CLOSED_PORT = 10_000 + (process.pid % 20_000);

/** Runs a sequence on one implementation; returns its trace. */
export async function runSequence(
  dgram: Dgram,
  sequence: Sequence,
  loop: EventLoop,
): Promise<string[]> {
  const run = new Run(dgram, loop);
  process.setUncaughtExceptionCaptureCallback((error) => run.journal.uncaught(error));
  try {
    await run.take(sequence);
  } finally {
    process.setUncaughtExceptionCaptureCallback(null);
  }
  return run.journal.context.lines();
}

class Run {
  readonly journal: Journal;
  readonly #dgram: Dgram;
  readonly #loop: EventLoop;
  readonly #recorder: Recorder;
  readonly #subjects = new Map<Name, Subject>();

  constructor(dgram: Dgram, loop: EventLoop) {
    this.#dgram = dgram;
    this.#loop = loop;
    this.journal = new Journal(dgram);
    this.#recorder = new Recorder(this.journal);
  }

  get #all(): Subject[] {
    return [...this.#subjects.values()];
  }

  async take({ sockets, steps }: Sequence): Promise<void> {
    for (const name of NAMES) {
      const beginning = sockets[name];
      if (beginning !== undefined) this.#begin(name, beginning);
    }
    await this.#settle();
    for (const step of steps) await this.#take(step);
    await this.#settle();
    this.journal.context.closeAll();
    await this.#settle();
  }

  #begin(name: Name, { type, options, bound, heard }: Beginning): void {
    const { context } = this.journal;
    const subject = new Subject(name, type, (created) => {
      const made = options.make(this.#scope(created, this.#recorder.events(created)));
      return context.adopt(name, this.#dgram.createSocket({ ...(made as SocketOptions), type }));
    });
    subject.socket.setMaxListeners(0);
    this.#subjects.set(name, subject);
    this.#recorder.record(subject, heard);
    if (bound) subject.socket.bind(0, subject.loopback);
  }

  async #take(step: Step): Promise<void> {
    switch (step.kind) {
      case 'settle':
        return await this.#settle();
      case 'create':
        return this.#create(step);
      case 'listen':
        return this.#listen(step);
      case 'call':
      case 'abort': {
        const subject = this.#subjects.get(step.socket);
        const method = methodOf(step);
        if (subject === undefined || isLeftOut(method, subject)) return;
        if (mustWait(method, subject, this.#all, { acts: acts(step) })) await this.#settle();
        const isAlone = isSend(method) && peerMayBeGone(subject, this.#all);
        this.#do(step, subject, this.journal.lane('calls'));
        if (isAlone) await this.#settle();
      }
    }
  }

  async #settle(): Promise<void> {
    await this.#loop.settle(() => this.journal.length);
    for (const subject of this.#all) subject.settled();
  }

  #create(step: Step & { kind: 'create' }): void {
    const { context } = this.journal;
    // Its values belong to no socket of the sequence; any will do for them.
    const subject = this.#subjects.get(ACTOR) as Subject;
    const args = this.#make(step.args, subject, this.#recorder.events(subject));
    const create = (): unknown => {
      const socket: unknown = Reflect.apply(this.#dgram.createSocket, this.#dgram, args);
      return context.adopt('created', socket as Subject['socket']);
    };
    context.attempt(stepSource(step), create, this.journal.lane('calls'));
  }

  #listen({ event, steps }: Step & { kind: 'listen' }): void {
    const subject = this.#subjects.get(ACTOR) as Subject;
    subject.listeners += 1;
    (subject.socket as EventEmitter).once(event, (_: unknown, remote: { port: number }) => {
      subject.listeners -= 1;
      const isMessage = event === 'message';
      const trace = isMessage
        ? this.#recorder.messages(subject, remote.port)
        : this.#recorder.events(subject);
      this.#act(steps, subject, trace);
    });
  }

  /** Calls a method, or aborts the signal. */
  #do(step: CallOrAbort, subject: Subject, trace: Trace): void {
    const method = methodOf(step);
    const lane = isSend(method) ? this.#recorder.sends(subject) : this.#recorder.events(subject);
    const args = step.kind === 'call' ? this.#make(step.args, subject, lane) : [];
    if (hasOtherMeaning(method, args)) return;
    noteCall(method, args, subject);
    subject.callsBack ||= acts(step);
    const run = (): unknown => {
      if (step.kind === 'abort') return subject.controller.abort();
      const result: unknown = Reflect.apply(
        Reflect.get(subject.socket, method),
        subject.socket,
        args,
      );
      if (isSend(method)) subject.sends += 1;
      return result;
    };
    const noting = (): unknown => {
      try {
        return run();
      } catch (error) {
        if (retires(method, error)) subject.isRetired = true;
        throw error;
      }
    };
    this.journal.context.attempt(stepSource(step), noting, trace);
    this.#recorder.namePort(subject);
  }

  /** Takes steps in a listener or callback, where nothing can wait. */
  #act(steps: readonly Step[], subject: Subject, trace: Trace, hasLeft = 0): void {
    const sendsBefore = subject.sends;
    for (const step of steps) {
      if (step.kind === 'throw') {
        // Node delays the ticks behind what was thrown: "a send's callback".
        if (subject.sends > sendsBefore) continue;
        throw new Error('thrown');
      }
      if (step.kind !== 'call' && step.kind !== 'abort') continue;
      const method = methodOf(step);
      const isOneTooMany = isSend(method) && subject.sends > 0 && peerMayBeGone(subject, this.#all);
      const stepsAside =
        isOneTooMany ||
        isLeftOut(method, subject) ||
        mustWait(method, subject, this.#all, { acts: false, hasLeft });
      if (!stepsAside) this.#do(step, subject, trace);
    }
  }

  #make(values: readonly Value[], subject: Subject, lane: Trace): unknown[] {
    const scope = this.#scope(subject, lane);
    return values.map((value) => make(value, scope));
  }

  #scope(subject: Subject, lane: Trace): Scope {
    return {
      loopback: subject.loopback,
      isBound: (subject.local?.port ?? 0) > 0,
      signal: subject.controller.signal,
      traceLookup: this.journal.lane(`look-ups of ${subject.name}`),
      closedPort: CLOSED_PORT,
      portOf: (name) => this.#portOf(name),
      callback: (steps) => this.#callback(steps, subject, lane),
      show: (object, code) => this.journal.context.name(object, code),
    };
  }

  #portOf(name: Name): number {
    const subject = this.#subjects.get(name);
    const port = subject?.local?.port ?? 0;
    if (subject === undefined || !subject.keepsPort || port === 0) return CLOSED_PORT;
    this.#recorder.namePort(subject);
    return port;
  }

  #callback(
    steps: readonly Step[],
    subject: Subject,
    lane: Trace,
  ): (this: unknown, ...args: unknown[]) => void {
    const run = this;
    const isSent = lane === this.#recorder.sends(subject);
    return function (...args) {
      // Node's request where the kernel took it later, fast-dgram has none: "a send's callback".
      const receiver = isSent && isRequest(this) ? undefined : this;
      lane(`${subject.name} calls back`, receiver, ...args);
      // Its tick has no promised place among those of other calls: "a send's callback".
      if (isSent && subject.otherCalls > 0) return;
      run.#act(steps, subject, lane, isSent ? 1 : 0);
    };
  }
}

function isRequest(value: unknown): boolean {
  return (value as object | undefined)?.constructor?.name === 'SendWrap';
}

type CallOrAbort = Step & { kind: 'call' | 'abort' };

function methodOf(step: CallOrAbort): string {
  return step.kind === 'call' ? step.method : step.kind;
}

function acts(step: CallOrAbort): boolean {
  return step.kind === 'call' && step.args.some((value) => value.acts === true);
}
