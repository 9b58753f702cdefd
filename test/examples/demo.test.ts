import assert from 'node:assert/strict';
import test from 'node:test';
import { Program } from './program';

const DEMO = 'out/demo/main.js';

function cells(line: string): string[] {
  return line
    .split('│')
    .slice(1, -1)
    .map((cell) => cell.trim());
}

test('the demo tells for each client what it sent, what arrived and how fast', async () => {
  const { lines, complaints, outcome } = await new Program(
    DEMO,
    ...['--datagrams', '2000', '--size', '100'],
  ).end();
  assert.equal(complaints, '');
  assert.equal(outcome, 0);
  assert.match(lines[0] ?? '', /Each client sends it 2,000 datagrams of 100 bytes\.$/);
  assert.ok(lines.includes('node:dgram 100 %') && lines.includes('fast-dgram 100 %'));

  const [headings, ...rows] = lines.filter((line) => line.startsWith('│')).map(cells);
  assert.deepEqual(headings, [
    ...['client', 'sent', 'received', 'lost', 'seconds', 'datagrams/s', 'ratio'],
  ]);
  assert.deepEqual(
    rows.map(([client, sent]) => [client, sent]),
    [
      ['node:dgram', '2,000'],
      ['fast-dgram', '2,000'],
    ],
  );
  for (const [, , received, lost] of rows) {
    assert.equal(Number(received?.replace(',', '')) + Number(lost), 2000);
  }
  assert.equal(rows[0]?.at(-1), '1.0x');
  assert.ok(lines.at(-1)?.startsWith(`Node ${process.version}, Linux `), lines.at(-1));
});

test('the demo tells its options when one is wrong', async () => {
  const { complaints, outcome } = await new Program(DEMO, '--size', '70000').end();
  assert.equal(outcome, 1);
  assert.match(complaints, /^--size takes a whole number from 5 to 65507, not "70000"\./);
  assert.match(complaints, /npm start -- --help/);
});
