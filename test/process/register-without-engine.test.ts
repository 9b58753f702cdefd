import assert from 'node:assert/strict';
import test from 'node:test';
import type { Outcome } from '../support/program';
import { Project } from '../support/project';

const MODEL = process.allowedNodeEnvironmentFlags.has('--permission')
  ? '--permission'
  : '--experimental-permission';

const PROGRAM = `
const before = process.getBuiltinModule?.('node:dgram') ?? require('node:dgram');
const socket = require('dgram').createSocket('udp4');
console.log(socket.constructor.name, before.createSocket.name, typeof socket.bind);
try { require('fast-dgram'); } catch (error) { console.log(error.code); }
`;

/** One line says that, and why, dgram is left alone; the program runs as if nothing was asked. */
function leftAlone({ lines, errors, code }: Outcome, reason: RegExp): void {
  const own = errors.filter((line) => line.includes('fast-dgram'));
  assert.equal(own.length, 1, errors.join('\n'));
  assert.match(own[0] ?? '', reason);
  assert.deepEqual(lines, ['Socket createSocket function', 'ERR_ENGINE_UNAVAILABLE']);
  assert.equal(code, 0);
}

for (const flag of ['--import', '--require']) {
  test(`without a binary ${flag} says so in one line and leaves dgram alone`, async () => {
    const project = await Project.create({ 'program.js': PROGRAM });
    await project.removeEngine();
    const outcome = await project.run('program.js', flag, 'fast-dgram/register');
    leftAlone(outcome, /^fast-dgram\/register: dgram is left as it is: .*npm rebuild fast-dgram/);
    assert.equal(outcome.errors.length, 1);
    await project.remove();
  });
}

test('where the permission model forbids addons, one line says what to allow', async () => {
  const project = await Project.create({ 'program.js': PROGRAM });
  const flags = [MODEL, '--allow-fs-read=*', '--require', 'fast-dgram/register'];
  leftAlone(await project.run('program.js', ...flags), /--allow-addons/);
  await project.remove();
});

test('without a binary the library says at once how to get one', async () => {
  const project = await Project.create({
    'program.js': `try { require('fast-dgram'); } catch (error) { console.log(error.message); }`,
  });
  await project.removeEngine();
  const { lines } = await project.run('program.js');
  assert.equal(lines.length, 1);
  assert.match(lines[0] ?? '', /engine does not load on .*npm rebuild fast-dgram/);
  await project.remove();
});
