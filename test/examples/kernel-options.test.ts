import assert from 'node:assert/strict';
import test from 'node:test';
import { runExample } from './program';

test('options are set by name, and shown', async () => {
  const { lines, complaints, outcome } = await runExample(
    'options',
    ...['dscp=46', 'mtuDiscover=probe'],
  ).end();
  assert.equal(complaints, '');
  assert.equal(outcome, 0);
  const shown = new Map(lines.map((line) => [line.slice(0, 17).trim(), line.slice(18)]));
  assert.equal(shown.get('dscp'), '46');
  assert.equal(shown.get('tos'), '184');
  assert.equal(shown.get('mtuDiscover'), 'probe');
  assert.equal(shown.get('mtu'), '(ENOTCONN)');
});

test('an option that is not there is told, with those that are', async () => {
  const { complaints, outcome } = await runExample('options', 'dcsp=46').end();
  assert.match(complaints, /^dcsp=46: .*must be one of: 'broadcast', .*\bdscp\b/);
  assert.equal(outcome, 1);
});

test("the longest packet of loopback's path is found", async () => {
  const { lines, complaints, outcome } = await runExample('path-mtu').end();
  assert.equal(complaints, '');
  assert.equal(outcome, 0);
  assert.match(lines[0] ?? '', /^The interface on the way to 127\.0\.0\.1 takes \d+ bytes$/);
  const mtu = Number(/\d+(?= bytes$)/.exec(lines[0] ?? '')?.[0]);
  assert.equal(lines.at(-1), `The path to 127.0.0.1 carries packets of ${mtu} bytes`);
  assert.ok(lines.includes(`${mtu} bytes: fits`), lines.join('\n'));
});

test('the search for the MTU tells that nobody answers', async () => {
  const { complaints, outcome } = await runExample('path-mtu', '127.0.0.1', '1').end();
  assert.equal(outcome, 1);
  assert.equal(complaints, 'No answer from 127.0.0.1: is there an echo server?\n');
});
