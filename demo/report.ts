import os from 'node:os';
import Table from 'cli-table3';
import type { Outcome } from './sender.js';

const HEADINGS = ['client', 'sent', 'received', 'lost', 'seconds', 'datagrams/s', 'ratio'];

/** A table of what came of each client; ratios are to the first of them. */
export function report(outcomes: ReadonlyMap<string, Outcome>): string {
  const table = new Table({
    head: HEADINGS,
    colAligns: HEADINGS.map((_, column) => (column === 0 ? 'left' : 'right')),
    style: process.stdout.isTTY ? {} : { head: [], border: [] },
  });
  let baseline: number | undefined;
  for (const [client, { sent, received, seconds }] of outcomes) {
    const rate = received / seconds;
    baseline ??= rate;
    table.push([
      client,
      count(sent),
      count(received),
      count(sent - received),
      seconds.toFixed(2),
      count(rate),
      `${(rate / baseline).toFixed(1)}x`,
    ]);
  }
  return table.toString();
}

/** Where this was measured. */
export function machine(): string {
  const cpus = os.cpus();
  return `Node ${process.version}, Linux ${os.release()}, ${cpus.length} × ${cpus[0]?.model.trim()}`;
}

function count(value: number): string {
  return Math.round(value).toLocaleString('en');
}
