import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { deadLinks, pagesIn } from '../support/links';
import { ROOT } from './program';

test('every file and heading that the README and the documentation link to exists', () => {
  const pages = ['README.md', 'SECURITY.md', ...pagesIn(ROOT, 'docs')];
  assert.ok(pages.length > 5);
  assert.deepEqual(deadLinks(ROOT, pages), []);
});

test('every error code of the API page that is thrown has a heading', () => {
  const api = readFileSync(path.join(ROOT, 'docs/api.md'), 'utf8');
  const headings = new Set([...api.matchAll(/^### (ERR_\w+)$/gm)].map(([, code]) => code));
  const sources = ['src/errors/errors.ts', 'src/engine/linux/addon.ts'];
  const codes = sources.flatMap((file) => [
    ...readFileSync(path.join(ROOT, file), 'utf8').matchAll(/'(ERR_\w+)'/g),
  ]);
  assert.ok(codes.length > 10);
  for (const [, code] of codes) {
    if (code !== 'ERR_DLOPEN_DISABLED') assert.ok(headings.has(code), `${code} has no heading`);
  }
});
