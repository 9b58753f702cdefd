import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { text } from 'node:stream/consumers';

/** From out/test/native. */
const ROOT = path.resolve(__dirname, '../../..');

/** A script that has not ended by then hangs. */
const HANG_MS = 180_000;

/** Whether a command is there and ends well. */
export function succeeds(command: string, args: readonly string[], input = ''): boolean {
  return spawnSync(command, args, { input }).status === 0;
}

/** What a script printed and how it ended. */
export interface Outcome {
  output: string;
  status: unknown;
}

/** Runs one of the scripts for the engine, as npm does. */
export async function runScript(name: string, ...args: readonly string[]): Promise<Outcome> {
  const child = spawn(process.execPath, [path.join(ROOT, 'scripts', name), ...args], {
    cwd: ROOT,
    env: { ...process.env, NODE_TEST_CONTEXT: undefined },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: HANG_MS,
    killSignal: 'SIGKILL',
  });
  const [stdout, stderr, [code, signal]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ]);
  return { output: stdout + stderr, status: signal ?? code };
}
