import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { ROOT } from '../support/command';
import { exportedTypes } from './exported-types';

test('the API page names every exported type once, and no other', () => {
  const api = readFileSync(path.join(ROOT, 'docs/api.md'), 'utf8');
  const [, section = ''] = /^## Types\n(.+?)^## /ms.exec(api) ?? [];
  const types = [...section.matchAll(/^\| (`.+?) \|/gm)].flatMap(([, cell = '']) =>
    cell.match(/\w+/g),
  );
  assert.deepEqual(types.sort(), exportedTypes().sort());
});
