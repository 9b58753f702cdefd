import { developmentTable, table } from '../support/tables.js';
import type { Results } from './run.js';

/** What people are told of life cycles. */
export function report({ outcomes }: Results): string {
  const rows = outcomes.map(({ name, lives, datagrams, seconds }) => [
    ...[name, lives, datagrams],
    seconds.toFixed(1),
  ]);
  const developments = outcomes.map(({ name, development }) => [name, development] as const);
  return [
    table(['what lived and died', 'lives', 'datagrams', 'seconds'], rows),
    developmentTable(Object.fromEntries(developments)),
  ].join('\n');
}
