import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { printed } from '../support/expect';
import { Project } from '../support/project';

/** Tells by `isFast` whose class a socket is of, and sends itself a datagram. */
const PROBE = `
const probe = (name, createSocket) => {
  const isFast = load('fast-dgram').Socket;
  const socket = createSocket('udp4', (message) => {
    console.log(name, String(message), socket instanceof isFast && socket.constructor === isFast);
    socket.close();
  });
  socket.bind(0, '127.0.0.1', () => socket.send('works', socket.address().port, '127.0.0.1'));
  return socket;
};
`;
const COMMON = `const load = require;${PROBE}`;
const MODULE = `import { createRequire } from 'node:module';
const load = createRequire(import.meta.url);${PROBE}`;

const FILES = {
  'require.js': `${COMMON} probe('require', require('dgram').createSocket);`,
  'require-node.js': `${COMMON} probe('require node:', require('node:dgram').createSocket);`,
  'default.mjs': `import dgram from 'dgram'; ${MODULE} probe('default', dgram.createSocket);`,
  'namespace.mjs': `import * as dgram from 'node:dgram'; ${MODULE} probe('namespace', dgram.createSocket);`,
  'named.mjs': `import { createSocket, Socket } from 'node:dgram'; ${MODULE}
    probe('named', createSocket);
    console.log(Socket === load('fast-dgram').Socket);`,
  'dynamic.mjs': `${MODULE} probe('dynamic', (await import('node:dgram')).createSocket);`,
  'class.js': `${COMMON}
    const { Socket } = require('dgram');
    class Own extends Socket {}
    const socket = new Own('udp4');
    console.log('class', socket instanceof load('fast-dgram').Socket);`,
  'builtin.js': `${COMMON} probe('builtin', process.getBuiltinModule('node:dgram').createSocket);`,
  'dependency.js': `${COMMON} probe('dependency', require('old-library').open);`,
  'node_modules/old-library/package.json': '{ "name": "old-library", "main": "main.js" }',
  'node_modules/old-library/main.js': `var dgram = require('dgram');
    exports.open = function (type, listener) { return dgram.createSocket(type, listener); };`,
  'fork.js': `${COMMON}
    if (process.argv[2]) probe('child', require('dgram').createSocket);
    else require('node:child_process').fork(__filename, ['child']);`,
  'worker.js': `${COMMON}
    const { Worker, isMainThread } = require('node:worker_threads');
    if (isMainThread) new Worker(__filename);
    else probe('worker', require('dgram').createSocket);`,
  'cluster.js': `${COMMON}
    const cluster = require('node:cluster');
    if (cluster.isPrimary) cluster.fork().on('exit', (code) => console.log('exit', code));
    else probe('cluster', require('dgram').createSocket).on('close', () => cluster.worker.disconnect());`,
  'twice.js': `${COMMON}
    require('fast-dgram/register');
    probe('twice', require('dgram').createSocket);`,
  'reloaded.js': `${COMMON}
    for (const file of Object.keys(require.cache)) delete require.cache[file];
    probe('reloaded', load('fast-dgram').createSocket);`,
  'replaced.js': `${COMMON}
    require('dgram').createSocket = () => { throw new Error('a test double'); };
    probe('replaced', load('fast-dgram').createSocket);`,
  'late.mjs': `import { createSocket } from 'node:dgram'; ${MODULE}
    load('fast-dgram/register');
    probe('late', createSocket);`,
};

let project: Project;
before(async () => {
  project = await Project.create(FILES);
});
after(() => project.remove());

for (const flag of ['--import', '--require']) {
  for (const [file, ...lines] of [
    ['require.js', 'require works true'],
    ['require-node.js', 'require node: works true'],
    ['default.mjs', 'default works true'],
    ['namespace.mjs', 'namespace works true'],
    ['named.mjs', 'true', 'named works true'],
    ['dynamic.mjs', 'dynamic works true'],
    ['class.js', 'class true'],
    ['builtin.js', 'builtin works true'],
    ['dependency.js', 'dependency works true'],
    ['fork.js', 'child works true'],
    ['worker.js', 'worker works true'],
    ['cluster.js', 'cluster works true', 'exit 0'],
  ] as const) {
    const missing = file === 'builtin.js' && !('getBuiltinModule' in process);
    const skip = missing && 'this Node has no process.getBuiltinModule';
    test(`${file} gets fast-dgram by ${flag} fast-dgram/register`, { skip }, async () => {
      printed(await project.run(file, flag, 'fast-dgram/register'), ...lines);
    });
  }
}

test('without the flag dgram is untouched', async () => {
  printed(await project.run('require.js'), 'require works false');
});

test('registering twice changes nothing', async () => {
  printed(await project.run('twice.js', '--import', 'fast-dgram/register'), 'twice works true');
});

test('where it is registered, the library loads once more', async () => {
  const outcome = await project.run('reloaded.js', '--import', 'fast-dgram/register');
  printed(outcome, 'reloaded works true');
});

test('the library loads where a program has replaced createSocket()', async () => {
  printed(await project.run('replaced.js'), 'replaced works true');
});

test('registering late changes named imports too', async () => {
  printed(await project.run('late.mjs'), 'late works true');
});

test('NODE_OPTIONS carry the registration to every process', async () => {
  const { NODE_OPTIONS } = process.env;
  process.env.NODE_OPTIONS = '--import fast-dgram/register';
  try {
    const outcome = await project.run('fork.js');
    assert.deepEqual(outcome.lines, ['child works true'], outcome.errors.join('\n'));
  } finally {
    if (NODE_OPTIONS === undefined) delete process.env.NODE_OPTIONS;
    else process.env.NODE_OPTIONS = NODE_OPTIONS;
  }
});
