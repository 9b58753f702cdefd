import assert from 'node:assert/strict';
import { existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import test, { before } from 'node:test';
import { run, succeed, temporaryFolder } from '../support/command';
import { Engine, install, pack } from './tarball';

/** All that an installation without a compiler has; node-gyp looks for python3. */
const TOOLS_WITHOUT_COMPILER = [
  ...['node', 'npm', 'sh', 'env', 'make', 'python3', 'uname', 'printf', 'echo', 'mkdir', 'rm'],
  ...['cp', 'ln', 'touch', 'cat', 'sed', 'grep', 'head', 'dirname', 'basename'],
];

/** Sends itself a datagram with the `dgram` in scope and prints what arrives. */
const EXCHANGE = `
const socket = dgram.createSocket('udp4', (message) => {
  console.log('received', String(message));
  socket.close();
});
socket.bind(0, '127.0.0.1', () => socket.send('hello', socket.address().port, '127.0.0.1'));
`;

const COMPILED = 'node_modules/fast-dgram/build/Release/fast_dgram.node';

let folder: string;

before(async () => {
  const installed = await install(await pack(Engine.Fits));
  assert.equal(installed.result.status, 0, installed.result.stderr);
  folder = installed.folder;
});

/** Runs a program in the folder of the installation. */
async function program(file: string, source: string, ...flags: string[]): Promise<string> {
  writeFileSync(path.join(folder, file), source);
  const { stdout } = await succeed(folder, [process.execPath, ...flags, file]);
  return stdout;
}

test('a fitting prebuilt engine is installed without compiling', () => {
  assert.ok(!existsSync(path.join(folder, COMPILED)));
});

test('a fitting prebuilt engine loads where the package may not run its script', async () => {
  const refused = await install(await pack(Engine.Fits), { npm_config_ignore_scripts: 'true' });
  assert.equal(refused.result.status, 0, refused.result.stderr);
  const source = `const dgram = require('fast-dgram');${EXCHANGE}`;
  const { stdout } = await succeed(refused.folder, [process.execPath, '-e', source]);
  assert.equal(stdout, 'received hello\n');
});

test('a prebuilt engine loads where the one that was compiled does not', async () => {
  const moved = await install(await pack(Engine.Fits));
  const compiled = path.join(moved.folder, COMPILED);
  mkdirSync(path.dirname(compiled), { recursive: true });
  writeFileSync(compiled, '');
  const source = `const dgram = require('fast-dgram');${EXCHANGE}`;
  const { stdout } = await succeed(moved.folder, [process.execPath, '-e', source]);
  assert.equal(stdout, 'received hello\n');
});

test('require() loads it', async () => {
  const source = `const dgram = require('fast-dgram');${EXCHANGE}`;
  assert.equal(await program('require.cjs', source), 'received hello\n');
});

test('import of the default export loads it', async () => {
  const source = `import dgram from 'fast-dgram';${EXCHANGE}`;
  assert.equal(await program('default.mjs', source), 'received hello\n');
});

test('import of the namespace loads it', async () => {
  const source = `import * as dgram from 'fast-dgram';${EXCHANGE}`;
  assert.equal(await program('namespace.mjs', source), 'received hello\n');
});

test('import by name loads it', async () => {
  const source = `import { createSocket } from 'fast-dgram'; const dgram = { createSocket };${EXCHANGE}`;
  assert.equal(await program('named.mjs', source), 'received hello\n');
});

test('the Socket class is the same however it is loaded', async () => {
  const source = `
    import assert from 'node:assert/strict';
    import { createRequire } from 'node:module';
    import dgram, { createSocket, Socket } from 'fast-dgram';
    import * as namespace from 'fast-dgram';
    const required = createRequire(import.meta.url)('fast-dgram');
    for (const each of [dgram, namespace, namespace.default, required, await import('fast-dgram')]) {
      assert.equal(each.Socket, Socket);
      assert.equal(each.createSocket, createSocket);
    }
    assert.ok(createSocket('udp4') instanceof required.Socket);`;
  await program('same.mjs', source);
});

for (const [flag, file, load] of [
  ['--import', 'registered.mjs', `import dgram from 'node:dgram'`],
  ['--import', 'registered.cjs', `const dgram = require('dgram')`],
  ['--require', 'registered.mjs', `import dgram from 'dgram'`],
  ['--require', 'registered.cjs', `const dgram = require('node:dgram')`],
] as const) {
  test(`${flag} fast-dgram/register swaps dgram for what a program loads by "${load}"`, async () => {
    const source = `${load};
      import('fast-dgram').then(({ Socket }) => console.log(socket instanceof Socket));${EXCHANGE}`;
    const printed = await program(file, source, flag, 'fast-dgram/register');
    assert.deepEqual(printed.split('\n').sort(), ['', 'received hello', 'true']);
  });
}

/** Lets the compiler warn of what nearly every file has. */
const WARN = { CFLAGS: '-Wpadded' };

test('it is compiled where the prebuilt engine does not load, though the compiler warns', async () => {
  const unfit = await install(await pack(Engine.DoesNotFit), WARN);
  assert.equal(unfit.result.status, 0, unfit.result.stderr);
  assert.ok(existsSync(path.join(unfit.folder, COMPILED)));
  const source = `const dgram = require('fast-dgram');${EXCHANGE}`;
  const { stdout } = await succeed(unfit.folder, [process.execPath, '-e', source]);
  assert.equal(stdout, 'received hello\n');
});

test('a warning of the compiler is an error where it is compiled for development', async () => {
  // By npm, which brings node-gyp.
  const compile = [
    'npm',
    'explore',
    'fast-dgram',
    '--',
    'node scripts/install.js --compile',
  ] as const;
  const { stderr, status } = await run(folder, compile, WARN);
  assert.equal(status, 1);
  assert.match(stderr, /\[-Werror=padded\]/);
});

test('without a compiler the installation fails and tells what to install', async () => {
  const tools = temporaryFolder();
  for (const tool of TOOLS_WITHOUT_COMPILER) {
    symlinkSync(whereIs(tool), path.join(tools, tool));
  }
  const { result } = await install(await pack(Engine.DoesNotFit), { PATH: tools, CC: undefined });
  assert.notEqual(result.status, 0);
  assert.match(result.stderr, /g?cc: (No such file or directory|not found|command not found)/i);
  assert.match(result.stderr, /the native engine was not compiled/);
  assert.match(result.stderr, /apt-get install gcc make python3/);
  assert.match(result.stderr, /headers .* npm_config_nodedir=\S+ npm rebuild fast-dgram/is);
});

function whereIs(tool: string): string {
  const folders = [path.dirname(process.execPath), '/usr/local/bin', '/usr/bin', '/bin'];
  const file = folders.map((each) => path.join(each, tool)).find(existsSync);
  assert.ok(file, `${tool} is installed`);
  return file;
}
