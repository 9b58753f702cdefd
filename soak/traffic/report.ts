import { number } from '../../bench/words.js';
import { developmentTable, table } from '../support/tables.js';
import type { Account } from './accounts.js';
import { WAYS, type Way } from './flows.js';
import type { Results } from './run.js';

/** How flows are received, as rows tell it. */
const RECEPTIONS: readonly { name: string; has(account: Account): boolean }[] = [
  { name: 'paced', has: ({ flow }) => flow.paced },
  {
    name: 'unpaced, one by one',
    has: ({ flow, losesMessages }) => !flow.paced && !losesMessages,
  },
  { name: 'unpaced, trains', has: ({ losesMessages }) => losesMessages },
];

const HEADINGS = [
  ...['flows', 'number', 'sent', 'received', 'lost', 'in messages', "kernel's drops"],
  ...['unaccounted', 'failed', 'wrong'],
];

/** What people are told of a soak. */
export function report(results: Results): string {
  const { seed, seconds, isPinned, accounts, deviceDrops, developments } = results;
  const rows = WAYS.flatMap((way) => rowsOf(way, accounts));
  const received = sumOf(accounts, ({ arrived }) => arrived.datagrams);
  const foreign = sumOf(accounts, ({ sent, arrived }) => sent.foreign + arrived.foreign);
  return [
    table(HEADINGS, [...rows, row('all', accounts)]),
    developmentTable(developments),
    `Seed ${seed}, ${accounts.length} flows, ${number(seconds)} s, ` +
      `${number(received / seconds)} datagrams received per second; ` +
      `processes ${isPinned ? 'pinned to a core each' : 'not pinned'}; ` +
      `the loopback device dropped ${deviceDrops}; ${foreign} came from other programs.`,
    'Failed: the callback said so; each was too long on purpose.',
  ].join('\n');
}

function rowsOf(way: Way, accounts: readonly Account[]): (string | number)[][] {
  return RECEPTIONS.flatMap(({ name, has }) => {
    const ofKind = accounts.filter((account) => account.flow.way === way && has(account));
    return ofKind.length === 0 ? [] : [row(`${way}, ${name}`, ofKind)];
  });
}

function row(name: string, accounts: readonly Account[]): (string | number)[] {
  const sum = (value: (account: Account) => number): number => sumOf(accounts, value);
  return [
    name,
    accounts.length,
    sum(({ sent }) => sent.datagrams),
    sum(({ arrived }) => arrived.datagrams),
    sum(({ lost }) => lost),
    sum(({ lostUnits }) => lostUnits),
    sum(({ arrived }) => arrived.drops),
    sum(({ unaccounted }) => Math.abs(unaccounted)),
    sum(({ sent }) => sent.failed),
    sum(wrongOf),
  ];
}

function wrongOf({ arrived, losesMessages }: Account): number {
  const { corrupted, misordered, torn, changed } = arrived;
  return corrupted + misordered + changed + (losesMessages ? torn : 0);
}

function sumOf(accounts: readonly Account[], value: (account: Account) => number): number {
  return accounts.reduce((sum, account) => sum + value(account), 0);
}
