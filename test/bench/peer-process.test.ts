import assert from 'node:assert/strict';
import test from 'node:test';
import { PeerProcess } from '../../bench/peer-process.js';

function peer(program: string): PeerProcess {
  return new PeerProcess('the peer', [process.execPath, '--eval', program], undefined);
}

test('a peer tells lines and is told lines', async () => {
  const process = peer(`
    console.log('{"port":7}');
    process.stdin.once('data', (line) => {
      console.log(JSON.stringify({ told: String(line) }));
      process.exit();
    });
  `);
  assert.deepEqual(await process.read('its port', 0), { port: 7 });
  process.tell('start');
  assert.deepEqual(await process.read('what it was told', 0), { told: 'start\n' });
  await process.end();
});

test('a peer that ends before it has told something is named, with its complaints', async () => {
  const process = peer(`console.error('no luck'); process.exit(3);`);
  await assert.rejects(process.read('its result', 0), {
    message: 'the peer ended before it told its result (exit code 3).\nno luck',
  });
});

test('a peer that is killed is named, with the signal', async () => {
  const process = peer('setInterval(() => {}, 1000);');
  const reading = process.read('its result', 0);
  process.kill();
  await assert.rejects(reading, /^Error: the peer ended before it told its result \(SIGKILL\)\.$/);
});

test('a program that is not there is an error', async () => {
  const process = new PeerProcess('the peer', ['no-such-program'], undefined);
  await assert.rejects(process.read('its result', 0), /spawn no-such-program ENOENT/);
  process.kill();
});

test('a peer is killed with what it has started', async () => {
  const process = peer(`
    require('node:child_process').spawn('sleep', ['1000'], { stdio: 'inherit' });
    console.log('{"started":true}');
  `);
  assert.deepEqual(await process.read('that it has started', 0), { started: true });
  const reading = process.read('its result', 0);
  process.kill();
  await assert.rejects(reading, /ended before it told its result/);
});
