import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { HANG_MS } from './hang';

/** From out/test/support. */
export const ROOT = path.resolve(__dirname, '../../..');

/** What a command printed and how it ended. */
export interface Result {
  stdout: string;
  stderr: string;
  status: unknown;
}

/** A new folder that is gone when the process ends. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'fast-dgram-package-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Runs a command to its end, free of what npm and the test runner tell their own children. */
export async function run(
  cwd: string,
  [command, ...args]: readonly [string, ...string[]],
  env: NodeJS.ProcessEnv = {},
): Promise<Result> {
  const inherited = Object.entries(process.env).filter(
    ([name]) => !name.startsWith('npm_') && name !== 'NODE_TEST_CONTEXT',
  );
  const child = spawn(command, args, {
    cwd,
    env: { ...Object.fromEntries(inherited), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: HANG_MS,
    killSignal: 'SIGKILL',
  });
  const [stdout, stderr, [code, signal]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ]);
  return { stdout, stderr, status: signal ?? code };
}

/** {@link run}, with an error that shows what the command said where it failed. */
export async function succeed(
  cwd: string,
  command: readonly [string, ...string[]],
  env: NodeJS.ProcessEnv = {},
): Promise<Result> {
  const result = await run(cwd, command, env);
  if (result.status !== 0) {
    throw new Error(`${command.join(' ')}: ${result.status}\n${result.stdout}\n${result.stderr}`);
  }
  return result;
}
