import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import type { Dgram, Implementation } from './dgram';
import { HANG_MS } from './hang';

/** The package under test: from out/test/support-process. */
export const PACKAGE = path.resolve(__dirname, '../../..');

/** What a program finds besides its arguments and the globals: its text alone is sent to the child. */
export interface Tools {
  require: NodeJS.Require;
  fast: typeof import('fast-dgram');
  node: Dgram;
  dgram(implementation: Implementation): Dgram;
  /** Writes a line that {@link Outcome.lines} shows; synchronously, so that no exit loses it. */
  print(...values: unknown[]): void;
}

/** The whole program of a child. */
export type Program<Arguments extends readonly unknown[]> = (
  tools: Tools,
  ...values: Arguments
) => void | Promise<void>;

export interface RunOptions {
  /** Arguments for Node itself. */
  flags?: readonly string[];
  /** A command that starts Node, like strace, with its own arguments. */
  under?: readonly string[];
  env?: NodeJS.ProcessEnv;
  cwd?: string;
  /** More descriptors, from 3 on. */
  descriptors?: readonly (number | 'ipc')[];
  /** Called once the child runs. */
  started?: (child: ChildProcess) => void;
}

/** How a child ended, and what it said. */
export interface Outcome {
  lines: string[];
  errors: string[];
  code: number | null;
  signal: NodeJS.Signals | null;
}

/** Runs a function as the program of a Node process of its own. */
export async function run<Arguments extends readonly unknown[]>(
  options: RunOptions,
  program: Program<Arguments>,
  ...values: Arguments
): Promise<Outcome> {
  return runText(options, toolsText() + programText(program, values));
}

/** Runs a text as the program of a Node process of its own. */
async function runText(options: RunOptions, source: string): Promise<Outcome> {
  const directory = await mkdtemp(path.join(tmpdir(), 'fast-dgram-'));
  try {
    const file = path.join(directory, 'program.js');
    await writeFile(file, source);
    return await runFile(options, file);
  } finally {
    await rm(directory, { recursive: true });
  }
}

/** Runs a file as the program of a Node process of its own. */
export async function runFile(
  { flags = [], under = [], env = {}, cwd, descriptors = [], started }: RunOptions,
  file: string,
): Promise<Outcome> {
  const [command = '', ...rest] = [...under, process.execPath, ...flags, file];
  const stdio: StdioOptions = ['ignore', 'pipe', 'pipe', ...descriptors];
  const child = spawn(command, rest, {
    env: { ...process.env, NODE_TEST_CONTEXT: undefined, ...env },
    ...(cwd === undefined ? {} : { cwd }),
    stdio,
    timeout: HANG_MS,
    killSignal: 'SIGKILL',
  });
  started?.(child);
  const { stdout, stderr } = child;
  if (stdout === null || stderr === null) throw new Error('no pipes to the child');
  const [out, complaints, [code, signal]] = await Promise.all([
    text(stdout),
    text(stderr),
    once(child, 'exit'),
  ]);
  return { lines: linesOf(out), errors: linesOf(complaints), code, signal };
}

/** A program as text, for a worker thread or a file of a child's own; after {@link toolsText}. */
function programText<Arguments extends readonly unknown[]>(
  program: Program<Arguments>,
  values: Arguments,
): string {
  return `(${program})(tools, ...${JSON.stringify(values)});\n`;
}

/** Defines {@link Tools}: modules are found from this package. The libraries load when asked for. */
function toolsText(): string {
  return `
const load = require('node:module').createRequire(${JSON.stringify(`${PACKAGE}/package.json`)});
const tools = {
  require: load,
  get fast() { return load('fast-dgram'); },
  get node() { return load('node:dgram'); },
  dgram: (implementation) => load(implementation),
  print: (...values) => {
    const { format } = require('node:util');
    require('node:fs').writeSync(1, format(...values) + '\\n');
  },
};
`;
}

function linesOf(output: string): string[] {
  return output.split('\n').filter((line) => line !== '');
}
