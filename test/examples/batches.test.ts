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

for (const args of [['abc'], ['3000', '0'], ['3000', '65508']]) {
  test(`batches: what it takes is told where it is given ${args.join(' ')}`, async () => {
    const { lines, complaints, outcome } = await runExample('batches', ...args).end();
    assert.deepEqual(lines, []);
    assert.equal(
      complaints,
      'Both are whole numbers above 0: bytes, and segmentSize up to 65507.\n',
    );
    assert.equal(outcome, 1);
  });
}
