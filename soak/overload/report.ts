import { mebibytes, table } from '../support/tables.js';
import type { Outcome, Results } from './run.js';
import { TIMER_MS } from './timer.js';

const HEADINGS = [
  ...['library', 'flooded with', 'handled', 'to the quiet socket', 'of them came'],
  ...['timers', 'delay p50, ms', 'p99, ms', 'most, ms'],
  ...['MiB, 2nd quarter', 'MiB, last quarter', 'MiB, most'],
];

/** What people are told of an overload. */
export function report({ seconds, burn, isPinned, outcomes }: Results): string {
  return [
    table(
      HEADINGS,
      outcomes.map((outcome) => row(outcome, seconds)),
    ),
    `${seconds} s each; the flooded listener takes ${burn} µs for a datagram; ` +
      `processes ${isPinned ? 'pinned to a core each' : 'not pinned'}.`,
    'Delay: of the event loop, with the millisecond that the measuring timer itself takes.',
  ].join('\n');
}

function row({ library, sent, endured, memory }: Outcome, seconds: number): (string | number)[] {
  const { p50, p99, most } = endured.delays;
  return [
    library,
    sent.flooded,
    endured.handled,
    sent.quiet,
    endured.quiet,
    `${endured.timers} of ${Math.round((seconds * 1000) / TIMER_MS)}`,
    ...[p50, p99, most].map((delay) => delay.toFixed(1)),
    ...[memory.before, memory.after, memory.peak].map(mebibytes),
  ];
}
