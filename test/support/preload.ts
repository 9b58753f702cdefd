import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { temporaryFolder } from './command';

/** Why no library can be compiled here; false where one can. */
export const cannotCompile =
  spawnSync('gcc', ['--version'], { stdio: 'ignore' }).status === 0 ? false : 'gcc is missing';

/**
 * Compiles a library whose functions take the place of the system's.
 *
 * @returns the environment of a process that has it
 */
export function preload(source: string): { LD_PRELOAD: string } {
  const folder = temporaryFolder();
  const [file, library] = [path.join(folder, 'library.c'), path.join(folder, 'library.so')];
  writeFileSync(file, source);
  const flags = ['-shared', '-fPIC', '-Wall', '-Werror', '-o', library, file];
  const { status, stderr } = spawnSync('gcc', flags, { encoding: 'utf8' });
  assert.equal(status, 0, stderr);
  // Behind what this process has: a sanitizer must be the first.
  const { LD_PRELOAD: others = '' } = process.env;
  return { LD_PRELOAD: `${others} ${library}`.trim() };
}
