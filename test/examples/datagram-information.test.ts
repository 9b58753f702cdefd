import assert from 'node:assert/strict';
import test from 'node:test';
import { runExample } from './program';

test('answers come from the address that was asked', async () => {
  const { lines, complaints, outcome } = await runExample('answer-from').end();
  assert.equal(complaints, '');
  assert.equal(outcome, 0);
  assert.deepEqual(lines, [
    '127.0.0.1 was asked "where am I?", by way of lo',
    '127.0.0.1 answered "you asked 127.0.0.1"',
    '127.0.0.2 was asked "where am I?", by way of lo',
    '127.0.0.2 answered "you asked 127.0.0.2"',
  ]);
});

test('a sender that is told of congestion slows down', async () => {
  const { lines, complaints, outcome } = await runExample('ecn', '3').end();
  assert.equal(complaints, '');
  assert.equal(outcome, 0);
  assert.deepEqual(lines, [
    'Round 1: 16 arrived, 6 of them marked',
    'Round 2: 8 arrived, 0 of them marked',
    'Round 3: 9 arrived, 0 of them marked',
  ]);
});

test('the sender of datagrams to closed ports learns which they were', async () => {
  const { lines, complaints, outcome } = await runExample('icmp-errors').end();
  assert.equal(complaints, '');
  assert.equal(outcome, 0);
  assert.equal(lines.shift(), 'Asked 4 ports');
  const refused = lines.filter((line) => /^\d+: ECONNREFUSED, says 127\.0\.0\.1$/.test(line));
  const silent = lines.filter((line) => /^\d+: no error$/.test(line));
  assert.equal(refused.length + silent.length, 4);
  // Another program may have one of the neighbouring ports.
  assert.ok(refused.length > 0, 'a closed port was told');
  const ports = lines.map((line) => Number.parseInt(line, 10)).sort((a, b) => a - b);
  assert.ok(silent.includes(`${ports[2]}: no error`), 'the open port was not');
});

test('the group is joined on every interface, and each says by which a datagram came', async () => {
  const { lines, complaints, outcome } = await runExample('multicast-all').end();
  assert.equal(complaints, '');
  assert.equal(outcome, 0);
  assert.ok(lines.includes('Joined 239.255.41.237 on interface 1'), lines.join('\n'));
  assert.ok(lines.includes('"lo" came by lo, to 239.255.41.237'), lines.join('\n'));
  assert.equal(lines.at(-1), 'Left; memberships: 0');
});
