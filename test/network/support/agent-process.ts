import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { HANG_MS } from '../../support/hang';
import type { Endpoint, EndpointOptions } from './endpoint';

const AGENT = path.join(__dirname, 'agent.js');

/** A method of an endpoint to be called, or an endpoint to be opened where none is named. */
export interface Call {
  id: number;
  endpoint?: number;
  method: string;
  args: readonly unknown[];
}

/** What a call returned or threw. */
export interface Reply {
  id: number;
  value?: unknown;
  error?: string;
}

/** An object in another process: its methods, as promises. */
export type Remote<Target> = {
  [Name in keyof Target]: Target[Name] extends (...args: infer Arguments) => infer Result
    ? (...args: Arguments) => Promise<Awaited<Result>>
    : never;
};

/** A socket on a host. */
export type RemoteEndpoint = Remote<Endpoint>;

interface Pending {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

/** A host's process, seen from the test. */
export class AgentProcess {
  readonly #child: ChildProcess;
  readonly #exit: Promise<unknown[]>;
  readonly #pending = new Map<number, Pending>();
  #calls = 0;

  /** @param under the command that starts it, with its arguments */
  constructor(under: readonly [command: string, ...args: string[]]) {
    const [command, ...args] = under;
    this.#child = fork(AGENT, {
      execPath: command,
      execArgv: [...args, process.execPath],
      env: { ...process.env, NODE_TEST_CONTEXT: undefined },
    });
    this.#exit = once(this.#child, 'exit');
    this.#child.on('message', ({ id, value, error }: Reply) => {
      const pending = this.#pending.get(id);
      this.#pending.delete(id);
      if (error === undefined) pending?.resolve(value);
      else pending?.reject(new Error(error));
    });
    this.#child.on('exit', (code, signal) => {
      const gone = new Error(`the host's process ended: code ${code}, signal ${signal}`);
      for (const { reject } of this.#pending.values()) reject(gone);
    });
  }

  async open(options: EndpointOptions): Promise<RemoteEndpoint> {
    const endpoint = (await this.#call({ method: 'open', args: [options] })) as number;
    return new Proxy({} as RemoteEndpoint, {
      get: (_target, method) =>
        // An object with `then` would be taken for a promise.
        method === 'then' || typeof method === 'symbol'
          ? undefined
          : (...args: unknown[]) => this.#call({ endpoint, method, args }),
    });
  }

  /** Closes all endpoints, and waits for the process to end by itself. */
  async end(): Promise<void> {
    // Sockets that keep it alive are a failure, not a reason to wait for ever.
    const hang = setTimeout(() => this.#child.kill('SIGKILL'), HANG_MS);
    this.#child.disconnect();
    const [code, signal] = await this.#exit;
    clearTimeout(hang);
    if (code !== 0) throw new Error(`a host's process ended: code ${code}, signal ${signal}`);
  }

  #call(call: Omit<Call, 'id'>): Promise<unknown> {
    const id = this.#calls++;
    return new Promise((resolve, reject) => {
      this.#pending.set(id, { resolve, reject });
      this.#child.send({ ...call, id });
    });
  }
}
