import { spawn } from 'node:child_process';
import nodeDgram from 'node:dgram';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import test from 'node:test';
import { type Dgram, type Feature, IMPLEMENTATIONS, type Implementation, nodeHas } from './dgram';
import { compare } from './differential';
import { HANG_MS } from './hang';

/** From out/test/support: where `fast-dgram` resolves to this package. */
const ROOT = path.resolve(__dirname, '../../../package.json');

/**
 * The whole program of a child: its text is sent there, so it sees its arguments and globals only.
 */
export type Program = (dgram: Dgram, require: NodeJS.Require) => void | Promise<void>;

export interface ProcessOptions {
  requires?: Feature;
  /** Arguments for Node itself. */
  flags?: readonly string[];
  /** Gives the child a UDP socket, bound to 127.0.0.1, as descriptor 3. */
  inheritsSocket?: boolean;
}

/** A test that runs a program in a process of its own with each implementation. */
export function processScenario(name: string, program: Program): void;
export function processScenario(name: string, options: ProcessOptions, program: Program): void;
export function processScenario(
  name: string,
  ...rest: [Program] | [ProcessOptions, Program]
): void {
  const [options, program] = rest.length === 2 ? rest : [{}, rest[0]];
  const missing = options.requires !== undefined && !nodeHas(options.requires);
  const skip = missing ? `node:dgram of this Node has no ${options.requires}` : false;
  test(name, { skip }, async () => {
    const traces = new Map<Implementation, string[]>();
    for (const implementation of IMPLEMENTATIONS) {
      traces.set(implementation, await outcome(implementation, program, options));
    }
    compare(traces);
  });
}

async function outcome(
  implementation: Implementation,
  program: Program,
  { flags = [], inheritsSocket = false }: ProcessOptions,
): Promise<string[]> {
  const donor = inheritsSocket ? await boundDonor() : undefined;
  const directory = await mkdtemp(path.join(tmpdir(), 'differential-'));
  const file = path.join(directory, 'program.js');
  await writeFile(file, source(implementation, program));
  const child = spawn(process.execPath, [...flags, file], {
    env: { ...process.env, NODE_TEST_CONTEXT: undefined },
    stdio: ['ignore', 'pipe', 'pipe', ...(donor ? [descriptor(donor)] : [])],
    timeout: HANG_MS,
    killSignal: 'SIGKILL',
  });
  donor?.close();
  const { stdout, stderr } = child;
  if (stdout === null || stderr === null) throw new Error('no pipes to the child');
  const [out, complaints, [code, signal]] = await Promise.all([
    text(stdout),
    text(stderr),
    once(child, 'close'),
  ]);
  await rm(directory, { recursive: true });
  return [
    ...normalise(out).map((line) => `stdout: ${line}`),
    ...normalise(complaint(complaints)).map((line) => `stderr: ${line}`),
    `exit code ${code}, signal ${signal}`,
  ];
}

/** A file of its own, so that the program can fork itself; modules are found from this package. */
function source(implementation: Implementation, program: Program): string {
  return [
    `const load = require('node:module').createRequire(${JSON.stringify(ROOT)});`,
    `(${program})(load(${JSON.stringify(implementation)}), load);`,
  ].join('\n');
}

async function boundDonor(): Promise<nodeDgram.Socket> {
  const donor = nodeDgram.createSocket('udp4');
  donor.bind(0, '127.0.0.1');
  await once(donor, 'listening');
  return donor;
}

/** Node shows the descriptor of its sockets on the handle in their state only. */
function descriptor(socket: nodeDgram.Socket): number {
  for (const symbol of Object.getOwnPropertySymbols(socket)) {
    const state = Reflect.get(socket, symbol) as { handle?: { fd?: number } };
    if (typeof state === 'object' && state?.handle?.fd !== undefined) return state.handle.fd;
  }
  throw new Error('this Node hides the descriptor elsewhere');
}

/** Leaves out where an error was thrown: files, code frames and stacks are an implementation's own. */
function complaint(stderr: string): string {
  const lines = stderr.split('\n');
  const caret = lines.findIndex((line) => /^\s*\^+\s*$/.test(line));
  return lines
    .slice(caret + 1)
    .filter((line) => !/^\s+(at |\[\.\.\. lines matching)/.test(line) || line.endsWith('{'))
    .map((line) => (/^\s+at /.test(line) ? '    at … {' : line))
    .join('\n');
}

/** Process ids and dynamic ports become names. */
function normalise(output: string): string[] {
  return output
    .replace(/\(node:\d+\)/g, '(node:<pid>)')
    .replace(/(?<=port"?: ?|\d:|\]:)\d{4,5}(?!\d)/g, '<port>')
    .split('\n')
    .filter((line) => line !== '');
}
