import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { deadLinks, pagesIn } from '../support/links';
import { ROOT } from './program';

const readme = readFileSync(path.join(ROOT, 'README.md'), 'utf8');
const snippets = [...readme.matchAll(/```js\n(.*?)```/gs)].map(([, code]) => code as string);

test('the README has a program, and it runs as printed', () => {
  assert.equal(snippets.length, 1);
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    ['--input-type=module', '--eval', snippets[0] as string],
    { cwd: ROOT, encoding: 'utf8', timeout: 20_000 },
  );
  assert.equal(stderr, '');
  assert.match(stdout, /^127\.0\.0\.1:\d+ says hello\n$/);
  assert.equal(status, 0);
});

test('every file and heading that the README and the documentation link to exists', () => {
  const pages = ['README.md', 'SECURITY.md', ...pagesIn(ROOT, 'docs')];
  assert.ok(pages.length > 5);
  assert.deepEqual(deadLinks(ROOT, pages), []);
});

test('every error code of the API page that is thrown has a heading', () => {
  const api = readFileSync(path.join(ROOT, 'docs/api.md'), 'utf8');
  const headings = new Set([...api.matchAll(/^### (ERR_\w+)$/gm)].map(([, code]) => code));
  const sources = ['src/errors.ts', 'src/engine/linux/addon.ts'];
  const codes = sources.flatMap((file) => [
    ...readFileSync(path.join(ROOT, file), 'utf8').matchAll(/'(ERR_\w+)'/g),
  ]);
  assert.ok(codes.length > 10);
  for (const [, code] of codes) {
    if (code !== 'ERR_DLOPEN_DISABLED') assert.ok(headings.has(code), `${code} has no heading`);
  }
});
