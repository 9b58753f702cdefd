import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { ROOT, run } from '../support/command';

/** Whether a command is there and ends well. */
export function succeeds(command: string, args: readonly string[], input = ''): boolean {
  return spawnSync(command, args, { input }).status === 0;
}

/** What a script printed and how it ended. */
export interface Outcome {
  output: string;
  status: unknown;
}

/** Runs one of the scripts for the engine. */
export async function runScript(name: string, ...args: readonly string[]): Promise<Outcome> {
  const command = [process.execPath, path.join(ROOT, 'scripts', name), ...args] as const;
  const { stdout, stderr, status } = await run(ROOT, command);
  return { output: stdout + stderr, status };
}
