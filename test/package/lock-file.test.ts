import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { ROOT } from '../support/command';

interface Lock {
  packages: Record<
    string,
    { resolved?: string; optionalDependencies?: Record<string, string> } | undefined
  >;
}

const lock = JSON.parse(readFileSync(path.join(ROOT, 'package-lock.json'), 'utf8')) as Lock;

test('the lock file names no place to download from', () => {
  const places = Object.values(lock.packages).filter((entry) => entry?.resolved !== undefined);
  assert.deepEqual(places, []);
});

// npm leaves those out that a registry does not carry, and `npm ci` then fails everywhere.
test('the lock file has the optional dependencies of every platform', () => {
  const missing = Object.entries(lock.packages).flatMap(([folder, entry]) =>
    Object.keys(entry?.optionalDependencies ?? {}).filter(
      (name) =>
        lock.packages[`${folder}/node_modules/${name}`] === undefined &&
        lock.packages[`node_modules/${name}`] === undefined,
    ),
  );
  assert.deepEqual(missing, []);
});
