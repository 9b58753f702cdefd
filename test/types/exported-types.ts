import { readFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from '../support/command';

/** The names of all types that fast-dgram exports, as its declarations list them. */
export function exportedTypes(): string[] {
  const declarations = readFileSync(path.join(ROOT, 'dist/dgram.d.ts'), 'utf8');
  const lists = [...declarations.matchAll(/^export type \{(.+?)\}/gms)];
  const names = lists.flatMap(([, list = '']) => list.match(/\w+/g) ?? []);
  return [...names, 'Socket'];
}
