import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { CHARTS } from './files.js';

/**
 * Writes the report's files, and removes charts that it has no more.
 *
 * @returns what was written
 */
export function write(root: string, files: ReadonlyMap<string, string>): string[] {
  const charts = path.join(root, CHARTS);
  mkdirSync(charts, { recursive: true });
  for (const name of readdirSync(charts)) {
    if (!files.has(path.posix.join(CHARTS, name))) rmSync(path.join(charts, name));
  }
  for (const [file, text] of files) writeFileSync(path.join(root, file), text);
  return [...files.keys()];
}
