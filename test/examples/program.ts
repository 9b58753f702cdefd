import assert from 'node:assert/strict';
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { HANG_MS } from '../support/hang';

/** From out/test/examples. */
export const ROOT = path.resolve(__dirname, '../../..');

/** A run of a program, from the repository's root. */
export class Program {
  readonly #child: ChildProcessByStdio<null, Readable, Readable>;
  readonly #lines: AsyncIterator<string>;
  readonly #complaints: Promise<string>;
  readonly #end: Promise<unknown[]>;

  /** @param args for Node: a file and its arguments */
  constructor(...args: readonly string[]) {
    this.#child = spawn(process.execPath, args, {
      cwd: ROOT,
      env: { ...process.env, NODE_TEST_CONTEXT: undefined },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    // With the processes that it started.
    const kill = (): unknown => process.kill(-(this.#child.pid ?? 0), 'SIGKILL');
    const timer = setTimeout(kill, HANG_MS);
    this.#child.on('close', () => clearTimeout(timer));
    this.#lines = createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]();
    this.#complaints = text(this.#child.stderr);
    this.#end = once(this.#child, 'close');
  }

  /** The next line that it prints. */
  async line(): Promise<string> {
    const { value, done } = await this.#lines.next();
    if (done) assert.fail(`it ended after: ${await this.#complaints}`);
    return value;
  }

  interrupt(): void {
    this.#child.kill('SIGINT');
  }

  /** Waits for its end; what it printed that was not read yet, and how it ended. */
  async end(): Promise<{ lines: string[]; complaints: string; outcome: unknown }> {
    const lines: string[] = [];
    for (;;) {
      const { value, done } = await this.#lines.next();
      if (done) break;
      lines.push(value);
    }
    const [code, signal] = await this.#end;
    return { lines, complaints: await this.#complaints, outcome: signal ?? code };
  }
}

/** Runs an example the way that its comment tells, with these arguments. */
export function runExample(name: string, ...args: readonly string[]): Program {
  const file = `examples/${name}.mjs`;
  const usage = /^\/\/ {3}node (\S+)(.*)$/m.exec(readFileSync(path.join(ROOT, file), 'utf8'));
  assert.ok(usage, `${file} tells how to run it`);
  const [, told = '', parameters = ''] = usage;
  assert.equal(told, file);
  assert.ok(args.length <= (parameters.match(/\[\w+\]/g) ?? []).length, `arguments of ${file}`);
  return new Program(told, ...args);
}
