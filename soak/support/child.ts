import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import type { Answer, Question, Services } from './services.js';

/** How long an answer may take, beyond what the question itself takes. */
const PATIENCE_SECONDS = 120;

/**
 * Memory is looked at after garbage collections. V8 doubles its young generation now and then for
 * as long as a process runs, up to 16 MiB and more, which would look like a leak: it gets one size.
 */
const NODE_FLAGS = ['--expose-gc', '--max-semi-space-size=2'];

/** Who waits for an answer. */
interface Waiting {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

/** A Node process that answers questions: a program that calls `serve()`. */
export class Child<Offered extends Services> {
  readonly #name: string;
  readonly #process: ChildProcess;
  readonly #waiting = new Map<number, Waiting>();
  #questions = 0;
  /** Why it cannot answer any more. */
  #failure: Error | undefined;

  /**
   * @param name for error messages
   * @param program below out/soak
   * @param core that it may run on; undefined where it may run on any
   */
  constructor(name: string, program: string, core: number | undefined) {
    const node = [process.execPath, ...NODE_FLAGS, path.join(__dirname, '..', program)];
    const [command = '', ...args] =
      core === undefined ? node : ['taskset', '--cpu-list', `${core}`, ...node];
    this.#name = name;
    this.#process = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    this.#process.on('message', (answer) => this.#answered(answer as Answer));
    this.#process.on('error', (error) => this.#failAll(error));
    this.#process.on('exit', (code, signal) =>
      this.#failAll(new Error(`${name} ended early (${signal ?? `exit code ${code}`}).`)),
    );
  }

  /**
   * Asks it for one of its services.
   *
   * @throws where it fails, ends, or does not answer in time
   */
  async ask<Name extends keyof Offered & string>(
    name: Name,
    ...[argument]: Parameters<Offered[Name]>
  ): Promise<Awaited<ReturnType<Offered[Name]>>> {
    if (this.#failure !== undefined) throw this.#failure;
    const id = this.#questions++;
    const answer = new Promise<unknown>((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
    });
    const timer = setTimeout(() => {
      const message = `${this.#name} did not answer "${name}" within ${PATIENCE_SECONDS} s.`;
      this.#waiting.get(id)?.reject(new Error(message));
    }, PATIENCE_SECONDS * 1000);
    const question: Question = { id, name, argument };
    // Where it has ended, 'exit' has told or will tell.
    this.#process.send(question, () => {});
    try {
      return (await answer) as Awaited<ReturnType<Offered[Name]>>;
    } finally {
      clearTimeout(timer);
      this.#waiting.delete(id);
    }
  }

  /** Lets it end, and waits until it has. */
  async end(): Promise<void> {
    const ended = once(this.#process, 'exit');
    this.#process.disconnect();
    await ended;
  }

  /** Ends it wherever it is; does nothing once it has ended. */
  kill(): void {
    this.#process.kill('SIGKILL');
  }

  #answered({ id, value, failure }: Answer): void {
    const waiting = this.#waiting.get(id);
    if (failure === undefined) waiting?.resolve(value);
    else waiting?.reject(new Error(`${this.#name} failed: ${failure}`));
  }

  #failAll(error: Error): void {
    this.#failure = error;
    for (const { reject } of this.#waiting.values()) reject(error);
  }
}

/** Lets children work for somebody, and ends them afterwards, whatever happens. */
export async function withChildren<Result>(
  children: readonly { end(): Promise<void>; kill(): void }[],
  work: () => Promise<Result>,
): Promise<Result> {
  try {
    const result = await work();
    await Promise.all(children.map((child) => child.end()));
    return result;
  } finally {
    for (const child of children) child.kill();
  }
}
