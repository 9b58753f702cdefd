import assert from 'node:assert/strict';
import test from 'node:test';
import { freePort } from '../support/ports';
import { runExample } from './program';

const WORKERS = 3;
const DATAGRAMS = 600;

/** Runs an example; how many datagrams each worker has answered. */
async function countsOf(name: string, steering: string): Promise<number[]> {
  const program = runExample(name, String(WORKERS), String(DATAGRAMS), steering);
  const { lines, complaints, outcome } = await program.end();
  assert.equal(complaints, '');
  assert.equal(outcome, 0);
  assert.match(
    lines.shift() ?? '',
    new RegExp(`^${WORKERS} (workers|threads) share port \\d+, steering: ${steering}$`),
  );
  return lines.map((line) => {
    const count = /^(?:Worker|Thread) \d answered (\d+) of 600$/.exec(line)?.[1];
    assert.ok(count, line);
    return Number(count);
  });
}

for (const name of ['many-cores-cluster', 'many-cores-threads']) {
  test(`${name}: a single client's datagrams are spread over all workers`, async () => {
    const counts = await countsOf(name, 'random');
    assert.equal(counts.length, WORKERS);
    assert.equal(
      counts.reduce((sum, count) => sum + count),
      DATAGRAMS,
    );
    // Of 200 that are expected; half as many are eight standard deviations away.
    for (const count of counts) assert.ok(count > 100, counts.join(', '));
  });
}

test("many-cores-threads: a single client's flow stays with one worker", async () => {
  assert.deepEqual(await countsOf('many-cores-threads', 'flow'), [DATAGRAMS]);
});

test('many-cores-client tells what to do when nobody answers', async () => {
  const port = String(await freePort('127.0.0.1'));
  const { lines, complaints, outcome } = await runExample('many-cores-client', port).end();
  assert.deepEqual(lines, []);
  assert.match(complaints, /^No answer within 2 seconds\. Is the server running\?/);
  assert.equal(outcome, 1);
});
