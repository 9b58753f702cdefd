import assert from 'node:assert/strict';
import test from 'node:test';
import { runExample } from './program';

test('a message is cut into datagrams, which arrive in batches', async () => {
  const { lines, complaints, outcome } = await runExample('batches', '3000', '1200').end();
  assert.equal(complaints, '');
  assert.equal(outcome, 0);
  assert.ok(lines.includes('Sent 3 datagrams'), lines.join('\n'));
  assert.equal(lines.at(-1), '3000 bytes so far; the last datagram had 600');
});
