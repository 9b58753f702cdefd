import assert from 'node:assert/strict';
import test from 'node:test';
import type { Results } from '../../soak/lifecycles/run.js';
import { resultsOf } from './run-program';

test('sockets and worker threads that come and go leave nothing behind', async () => {
  const results = await resultsOf<Results>('lifecycles', '--rounds', '2000', '--workers', '40');
  assert.deepEqual(
    results.outcomes.map(({ name, lives, datagrams }) => [name, lives, datagrams]),
    // Each five lives send 1 + 3 + 1 + 12 + 8 datagrams, and a worker gets 200.
    [
      ['sockets', 2000, 10_000],
      ['workers', 40, 8000],
    ],
  );
  for (const { name, development } of results.outcomes) {
    const { descriptors, handles } = development;
    assert.equal(descriptors.after, descriptors.before, name);
    assert.equal(handles.after, handles.before, name);
  }
});
