import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import test, { before } from 'node:test';
import { ROOT, succeed, temporaryFolder } from '../support/command';
import { deadLinks, pagesIn } from '../support/links';
import { Engine, pack } from './tarball';

/** The first segments of what belongs into the package. */
const BELONGS =
  /^(dist\/|native\/[\w-]+\.[ch]$|prebuilds\/linux-\w+\/fast-dgram\.(glibc|musl)\.node$|binding\.gyp$|docs\/[\w/-]+\.(md|svg)$|examples\/[\w-]+\.mjs$|scripts\/(command-line|install)\.js$|package\.json$|(README|SECURITY)\.md$|LICENSE$)/;

let tarball: string;
let unpacked: string;

before(async () => {
  tarball = await pack(Engine.Fits);
  unpacked = temporaryFolder();
  await succeed(unpacked, ['tar', '-xzf', tarball, '--strip-components=1']);
});

function files(): string[] {
  return readdirSync(unpacked, { recursive: true, encoding: 'utf8' }).filter((file) =>
    statSync(path.join(unpacked, file)).isFile(),
  );
}

test('the package holds what its users need and nothing else', () => {
  assert.deepEqual(
    files().filter((file) => !BELONGS.test(file)),
    [],
  );
  for (const needed of [
    ...['dist/index.js', 'dist/index.mjs', 'dist/index.d.ts', 'dist/index.d.mts'],
    ...['dist/register.js', 'binding.gyp', 'native/engine.h', 'scripts/install.js', 'LICENSE'],
    ...['README.md'],
  ]) {
    assert.ok(files().includes(needed), needed);
  }
  assert.equal(files().filter((file) => file.endsWith('.node')).length, 1);
});

test('every link of its pages leads to something in the package', () => {
  const pages = pagesIn(unpacked, '.');
  assert.ok(pages.includes('README.md'));
  assert.deepEqual(deadLinks(unpacked, pages), []);
});

test('the package has every source that the engine is compiled from', () => {
  const { targets } = JSON.parse(readFileSync(path.join(unpacked, 'binding.gyp'), 'utf8')) as {
    targets: { sources: string[] }[];
  };
  const sources = targets.flatMap((target) => target.sources);
  assert.notEqual(sources.length, 0);
  assert.deepEqual(
    sources.filter((source) => !files().includes(source)),
    [],
  );
});

test('nothing in the package names a folder of the machine that made it', () => {
  for (const file of files()) {
    const content = readFileSync(path.join(unpacked, file), 'latin1');
    assert.ok(!content.includes(ROOT), file);
    assert.doesNotMatch(content, /\/(home|root|Users)\/\w/, file);
  }
});

test('publint finds nothing to improve in the package', async () => {
  const { stdout } = await succeed(ROOT, ['npx', 'publint', 'run', '--strict', tarball]);
  assert.match(stdout, /All good!/);
});

test('its types resolve as its modules do, by import and by require', async () => {
  await succeed(ROOT, ['npx', 'attw', tarball]);
});
