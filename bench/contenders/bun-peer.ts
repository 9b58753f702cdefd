import { findProgram, run } from './programs.js';

/** The path of Bun. */
export function findBun(): string {
  return findProgram('bun', '@oven/bun-linux-x64/bin/bun');
}

/** Its version. */
export async function bunVersion(): Promise<string> {
  return `Bun ${await run([findBun(), '--version'])}`;
}
