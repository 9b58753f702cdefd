import assert from 'node:assert/strict';
import test from 'node:test';
import { freePort } from '../support/ports';
import { runExample } from './program';

test('each member of the group gets the datagram', async () => {
  const group = '239.255.41.234';
  const port = String(await freePort('0.0.0.0'));
  const { lines, complaints, outcome } = await runExample('multicast', group, port).end();
  assert.equal(complaints, '');
  assert.equal(outcome, 0);
  assert.deepEqual(lines.sort(), [
    'Alice got "hello, group" from 127.0.0.1',
    `Alice joined ${group}:${port} on 127.0.0.1`,
    'Bob got "hello, group" from 127.0.0.1',
    `Bob joined ${group}:${port} on 127.0.0.1`,
  ]);
});
