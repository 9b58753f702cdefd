import { execFile } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { INSTALLED_CONTENDERS, ROOT } from '../paths.js';
import type { Command } from './contender.js';

const execute = promisify(execFile);

/**
 * Runs a program in the project's folder.
 *
 * @returns what it printed
 * @throws what it complained of
 */
export async function run([file = '', ...args]: Command, env = process.env): Promise<string> {
  try {
    const { stdout } = await execute(file, args, { cwd: ROOT, env });
    return stdout.trim();
  } catch (error) {
    const { code, stderr, message } = error as Error & { code?: unknown; stderr?: string };
    if (code === 'ENOENT') throw new Error(`${file} is not there`);
    throw new Error(stderr?.trim() || message);
  }
}

/**
 * The path of a program: on PATH, or as `npm run bench:install` installs it.
 *
 * @param installed its place below the installed contenders
 */
export function findProgram(name: string, installed: string): string {
  const folders = (process.env.PATH ?? '').split(path.delimiter);
  const candidates = [
    ...folders.map((folder) => path.join(folder, name)),
    path.join(INSTALLED_CONTENDERS, installed),
  ];
  const found = candidates.find(isExecutable);
  if (found === undefined) {
    throw new Error(`${name} is not on PATH; npm run bench:install installs it`);
  }
  return found;
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
