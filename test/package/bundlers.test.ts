import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import test, { before } from 'node:test';
import { build, type Format } from 'esbuild';
import { ROOT, succeed } from '../support/command';
import { Engine, install, pack } from './tarball';

const APPLICATION = `
import { createSocket } from 'fast-dgram';
const socket = createSocket('udp4', (message) => {
  console.log('received', String(message));
  socket.close();
});
socket.bind(0, '127.0.0.1', () => socket.send('hello', socket.address().port, '127.0.0.1'));
`;

const JEST_TEST = `
const dgram = require('fast-dgram');
test('a datagram arrives', (done) => {
  const socket = dgram.createSocket('udp4', (message) => {
    expect(String(message)).toBe('hello');
    socket.close(done);
  });
  socket.bind(0, '127.0.0.1', () => socket.send('hello', socket.address().port, '127.0.0.1'));
});
`;

let folder: string;

before(async () => {
  const installed = await install(await pack(Engine.Fits));
  assert.equal(installed.result.status, 0, installed.result.stderr);
  folder = installed.folder;
});

for (const [format, file] of [
  ['cjs', 'bundle.cjs'],
  ['esm', 'bundle.mjs'],
] as const satisfies [Format, string][]) {
  test(`a program bundled by esbuild as ${format} finds it installed`, async () => {
    await build({
      stdin: { contents: APPLICATION, resolveDir: folder },
      bundle: true,
      platform: 'node',
      external: ['fast-dgram'],
      format,
      outfile: path.join(folder, 'deployed', file),
      logLevel: 'silent',
    });
    const bundle = path.join('deployed', file);
    const { stdout } = await succeed(folder, [process.execPath, bundle]);
    assert.equal(stdout, 'received hello\n');
  });
}

test('Jest runs tests that require it, each file in a module registry of its own', async () => {
  for (const name of ['first', 'second']) {
    writeFileSync(path.join(folder, `${name}.test.js`), JEST_TEST);
  }
  writeFileSync(
    path.join(folder, 'jest.config.json'),
    JSON.stringify({ transform: {}, watchman: false, cacheDirectory: path.join(folder, 'cache') }),
  );
  const jest = path.join(ROOT, 'node_modules/jest/bin/jest.js');
  const { stderr } = await succeed(folder, [process.execPath, jest, '--runInBand']);
  assert.match(stderr, /Tests: +2 passed, 2 total/);
});
