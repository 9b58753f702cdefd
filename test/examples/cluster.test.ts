import assert from 'node:assert/strict';
import test from 'node:test';
import { runExample } from './program';

const WORKERS = 2;
const DATAGRAMS = 6;

test('the workers of the cluster share the port, and each datagram reaches one of them', async () => {
  const program = runExample('cluster', String(WORKERS), String(DATAGRAMS));
  const ports = new Set<string | undefined>();
  for (let worker = 1; worker <= WORKERS; worker++) {
    const line = await program.line();
    const listening = new RegExp(`^Worker ${worker} listens on 127\\.0\\.0\\.1:(\\d+)$`).exec(line);
    assert.ok(listening, line);
    ports.add(listening[1]);
  }
  assert.equal(ports.size, 1);

  for (let datagram = 1; datagram <= DATAGRAMS; datagram++) {
    assert.match(
      await program.line(),
      new RegExp(`^Worker [1-${WORKERS}] received "datagram ${datagram}"$`),
    );
  }

  const { lines, complaints, outcome } = await program.end();
  assert.equal(complaints, '');
  assert.equal(outcome, 0);
  const counts = lines.map((line) => Number(/^Worker \d: (\d+) of 6$/.exec(line)?.[1]));
  assert.equal(counts.length, WORKERS);
  assert.equal(
    counts.reduce((sum, count) => sum + count),
    DATAGRAMS,
  );
});
