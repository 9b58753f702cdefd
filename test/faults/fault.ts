import assert from 'node:assert/strict';
import test from 'node:test';
import { cannotInject, runTraced } from '../support/fault';
import { type Account, DATAGRAMS, exchange, MARKER } from './exchange';

/** A fault that lasts costs a retry each millisecond, and so does the wait of `close()`. */
const MOST_CALLS = 4000;

/** Which of a program's calls fail, and how. */
export interface Fault {
  /** The system call. */
  call: string;
  /** Tells the call from others of its name: of its text in the trace and the sockets it has. */
  isMeant?: (text: string, sockets: readonly string[]) => boolean;
  /** How many calls of its name come before it that are not meant to fail. */
  after?: number;
  errno: string;
  /** All that follow fail, too; or so many. */
  lasts: boolean | number;
  connected?: boolean;
  /** Datagrams are left behind of which nothing tells: calls to send until the sockets are closed. */
  patience?: number;
}

/** A test of an exchange of datagrams in which a system call fails. */
export function exchangeTest(name: string, fault: Fault, check: (account: Account) => void): void {
  test(name, { skip: cannotInject }, async () => {
    const { connected = false, patience = null } = fault;
    const rules = await rulesOf(fault, connected);
    const traced = [...new Set(rules.map((rule) => rule.slice(0, rule.indexOf(':'))))].join();
    const run = runTraced(traced, rules, exchange, connected, MARKER, patience);
    const { calls, ...outcome } = await run;
    assert.deepEqual(
      { ...outcome, lines: outcome.lines.length },
      { lines: 1, errors: [], code: 0, signal: null },
    );
    assert.ok(
      calls.some((call) => call.includes('(INJECTED)')),
      'no call failed',
    );
    assert.ok(calls.length < MOST_CALLS, `${calls.length} calls: it spins`);
    const account = JSON.parse(outcome.lines[0] ?? '') as Account;
    checkAccount(account);
    check(account);
  });
}

/** What holds whatever fails. */
function checkAccount({ told, received, closed }: Account): void {
  assert.ok(
    told.every(({ length }) => length <= 1),
    'a callback was called twice',
  );
  assert.deepEqual([...new Set(received)], received, 'a datagram arrived twice');
  assert.deepEqual([...received].sort(byPlace), received, 'datagrams overtook others');
  const failed = received.filter((place) => told[place]?.[0] !== 'sent');
  assert.deepEqual(failed, [], 'datagrams arrived that were reported failed');
  assert.deepEqual([...closed].sort(), ['receiver', 'sender']);
}

function byPlace(one: number, other: number): number {
  return one - other;
}

/** Every datagram was sent, and arrived. */
export function allArrived({ told, received }: Account): void {
  assert.deepEqual(
    told,
    Array.from({ length: DATAGRAMS }, () => ['sent']),
  );
  assert.equal(received.length, DATAGRAMS);
}

/** Every datagram was sent and arrived, or its callback was told this error. */
export function arrivedOrFailed(errno: string): (account: Account) => void {
  return ({ told, received }) => {
    const answers = told.map(([answer]) => answer);
    assert.ok(answers.includes(errno), `nobody was told ${errno}`);
    assert.deepEqual([...new Set(answers)].sort(), [errno, 'sent'].sort());
    assert.equal(received.length, answers.filter((answer) => answer === 'sent').length);
  };
}

/** Every datagram's callback was told this error. */
export function allFailed(errno: string): (account: Account) => void {
  return ({ told }) =>
    assert.deepEqual(
      told,
      Array.from({ length: DATAGRAMS }, () => [errno]),
    );
}

/** A run without faults, by whether it is connected: it tells which calls are the program's. */
const undisturbed = new Map<string, Promise<string[]>>();

async function rulesOf(fault: Fault, connected: boolean): Promise<string[]> {
  const { call, errno, lasts, isMeant = () => true, after = 0 } = fault;
  // What is sent one by one where a send of several fails leaves by the other call.
  const names = call === 'sendmsg and sendmmsg' ? ['sendmsg', 'sendmmsg'] : [call];
  const rules: string[] = [];
  for (const name of names) {
    const key = `${name} ${connected}`;
    const trace = undisturbed.get(key) ?? traceOf(name, connected);
    undisturbed.set(key, trace);
    const when = positionOf(await trace, name, isMeant, after);
    const last = typeof lasts === 'number' ? `..${when + lasts - 1}` : lasts ? '+' : '';
    rules.push(`${name}:error=${errno}:when=${when}${last}`);
  }
  return rules;
}

async function traceOf(name: string, connected: boolean): Promise<string[]> {
  const traced = [...new Set(['access', 'socket', name])].join();
  const { calls } = await runTraced(traced, [], exchange, connected, MARKER, null);
  // strace counts by thread, and the program runs in the first.
  const [main = ''] = calls[0]?.split(' ') ?? [];
  return calls.filter((call) => call.startsWith(`${main} `));
}

/** strace's `when`: which of the thread's calls of that name it is. */
function positionOf(
  trace: readonly string[],
  name: string,
  isMeant: NonNullable<Fault['isMeant']>,
  after: number,
): number {
  const begin = trace.findIndex((call) => call.includes(MARKER));
  assert.ok(begin >= 0, 'the trace shows where the program begins');
  const sockets = trace
    .slice(begin)
    .flatMap((call) => /socket\(AF_INET.* = (\d+)/.exec(call)?.[1] ?? []);
  let position = 0;
  let skipped = 0;
  for (const [index, call] of trace.entries()) {
    if (!new RegExp(`^\\d+ +${name}\\(`).test(call)) continue;
    position += 1;
    if (index > begin && isMeant(call, sockets) && skipped++ === after) return position;
  }
  // Nothing calls it without a fault: then the first one that does.
  return position + 1;
}
