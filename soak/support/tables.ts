import Table from 'cli-table3';
import type { Development } from './growth.js';

/** A table whose first column is text and whose others are numbers. */
export function table(headings: readonly string[], rows: readonly (string | number)[][]): string {
  const made = new Table({
    head: [...headings],
    colAligns: headings.map((_, column) => (column === 0 ? 'left' : 'right')),
    style: process.stdout.isTTY ? {} : { head: [], border: [] },
  });
  for (const row of rows) {
    made.push(row.map((cell) => (typeof cell === 'number' ? cell.toLocaleString('en') : cell)));
  }
  return made.toString();
}

/** What processes held, in the middle of the run and at its end. */
export function developmentTable(developments: Readonly<Record<string, Development>>): string {
  const rows = Object.entries(developments).map(([who, { memory, ...counts }]) => [
    who,
    ...[memory.before, memory.after, memory.peak].map(mebibytes),
    ...Object.values(counts).map(({ before, after }) => `${before} → ${after}`),
  ]);
  const memory = ['MiB, 2nd quarter', 'MiB, last quarter', 'MiB, most'];
  return table(['process', ...memory, 'descriptors', 'handles', 'active'], rows);
}

/** An amount of memory. */
export function mebibytes(bytes: number): string {
  return (bytes / 2 ** 20).toFixed(1);
}
