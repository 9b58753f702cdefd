import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import type { Command } from './contenders/index.js';

/** How long a peer may take for what it does not spend on measuring. */
const PATIENCE_SECONDS = 60;

const living = new Set<PeerProcess>();

/** Ends all peers wherever they are. */
export function killPeers(): void {
  for (const peer of living) peer.kill();
}

/** A process that plays a role. */
export class PeerProcess {
  readonly #name: string;
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #lines: AsyncIterator<string>;
  readonly #complaints: Promise<string>;
  readonly #ended: Promise<unknown[]>;

  /**
   * @param name for error messages
   * @param core that it may run on; undefined where it may run on any
   */
  constructor(name: string, command: Command, core: number | undefined) {
    const [file = '', ...args] =
      core === undefined ? command : ['taskset', '--cpu-list', `${core}`, ...command];
    this.#name = name;
    // Complaints without colours can be told anywhere.
    // In a group of its own: a wrapper's child would live on, and hold the output open.
    this.#child = spawn(file, args, { env: { ...process.env, NO_COLOR: '1' }, detached: true });
    living.add(this);
    this.#lines = createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]();
    this.#complaints = text(this.#child.stderr);
    this.#ended = once(this.#child, 'close').finally(() => living.delete(this));
    // Told by whatever waits for the peer's next line, and only there.
    this.#ended.catch(() => {});
    this.#complaints.catch(() => {});
    this.#child.stdin.on('error', () => {});
  }

  /** Writes a line to its standard input. */
  tell(line: string): void {
    this.#child.stdin.write(`${line}\n`);
  }

  /**
   * Its next line.
   *
   * @param what it tells, for error messages
   * @param seconds that it measures for until then
   */
  async read<Line>(what: string, seconds: number): Promise<Line> {
    const line = await this.#within(PATIENCE_SECONDS + seconds, what, this.#lines.next());
    if (line.done) throw await this.#failure(what);
    return JSON.parse(line.value) as Line;
  }

  /** Waits until it has ended, as it does by itself after its result. */
  async end(): Promise<void> {
    await this.#within(PATIENCE_SECONDS, 'its end', this.#ended);
  }

  /** Ends it wherever it is; does nothing once it has ended. */
  kill(): void {
    const { pid } = this.#child;
    if (pid === undefined || !living.has(this)) return;
    try {
      process.kill(-pid, 'SIGKILL');
    } catch {
      // All of them have ended just now.
    }
  }

  async #within<Value>(seconds: number, what: string, promise: Promise<Value>): Promise<Value> {
    let timer: NodeJS.Timeout | undefined;
    const timeout = new Promise<never>((_, reject) => {
      timer = setTimeout(async () => {
        this.kill();
        const complaints = await this.#complaints;
        const message = `${this.#name} did not tell ${what} within ${seconds} s.`;
        reject(new Error([message, complaints.trim()].join('\n').trim()));
      }, seconds * 1000);
    });
    return Promise.race([promise, timeout]).finally(() => clearTimeout(timer));
  }

  /** Why it has ended before it told something. */
  async #failure(what: string): Promise<Error> {
    const complaints = await this.#complaints;
    const [code, signal] = await this.#ended;
    const message = `${this.#name} ended before it told ${what} (${signal ?? `exit code ${code}`}).`;
    return new Error([message, complaints.trim()].join('\n').trim());
  }
}
