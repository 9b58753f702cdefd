import assert from 'node:assert/strict';
import test from 'node:test';
import fc, { type Arbitrary } from 'fast-check';
import { randomSeed } from '../../fuzz/seed';
import { IMPLEMENTATIONS, type Implementation, type Socket } from '../support/dgram';
import { type Outcome, run, type Tools } from '../support/program';

const PROGRAMS = 200;
/** The kernel may hand a datagram on so late that the loop turns once more: not the next time. */
const ATTEMPTS = 3;
const SOCKETS = 3;

/** A seed that an earlier run told, or another. */
const seed = Number(process.env.FUZZ_SEED ?? randomSeed());

/** What a listener does, or what it has scheduled. */
interface Action {
  readonly does: 'throw' | 'reject' | 'tick' | 'job' | 'await' | 'immediate' | 'resource';
  /** What is done then. */
  readonly actions?: readonly Action[];
}

/** A program whose listeners schedule, throw and reject. */
interface Program {
  readonly hooks: boolean;
  /** Datagrams that are sent at once: to which socket, and what its listener does. */
  readonly datagrams: readonly [socket: number, actions: readonly Action[]][];
}

const { actions } = fc.letrec<{ actions: Action[]; action: Action }>((tie) => ({
  actions: fc.array(tie('action'), { maxLength: 3, depthIdentifier: 'actions' }),
  action: fc.oneof(
    { depthSize: 'small', depthIdentifier: 'actions' },
    fc.constantFrom<Action>({ does: 'throw' }, { does: 'reject' }),
    fc.record({
      does: fc.constantFrom<Action['does']>('tick', 'job', 'await', 'immediate', 'resource'),
      actions: tie('actions'),
    }),
  ),
}));

const programs: Arbitrary<Program> = fc.record({
  hooks: fc.boolean(),
  datagrams: fc.array(fc.tuple(fc.nat(SOCKETS - 1), actions), { minLength: 1, maxLength: 8 }),
});

/** Runs programs one after the other, and prints what happened in each. */
async function play(
  { dgram, print, require }: Tools,
  implementation: Implementation,
  sockets: number,
  played: readonly Program[],
): Promise<void> {
  const { AsyncResource, createHook } =
    require('node:async_hooks') as typeof import('node:async_hooks');
  const { once } = require('node:events') as typeof import('node:events');
  const { createSocket } = dgram(implementation);
  const hook = createHook({ init() {}, before() {}, after() {} });
  const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  let trace: string[] = [];
  process.on('uncaughtException', ({ message }) => trace.push(`uncaught ${message}`));
  process.on('unhandledRejection', (reason) =>
    trace.push(`unhandled ${(reason as Error).message}`),
  );

  const bound = async (): Promise<Socket> => {
    const socket = createSocket('udp4').bind(0, '127.0.0.1');
    await once(socket, 'listening');
    return socket;
  };

  const take = (taken: readonly Action[], name: string): void => {
    taken.forEach(({ does, actions: next = [] }, place) => {
      const inner = `${name}.${place} ${does}`;
      const takeNext = (): void => {
        trace.push(inner);
        take(next, inner);
      };
      if (does === 'throw') throw new Error(inner);
      else if (does === 'reject') Promise.reject(new Error(inner));
      else if (does === 'tick') process.nextTick(takeNext);
      else if (does === 'job') queueMicrotask(takeNext);
      else if (does === 'await') Promise.resolve().then(takeNext);
      else if (does === 'immediate') setImmediate(takeNext);
      else new AsyncResource('Inner').runInAsyncScope(takeNext);
    });
  };

  for (const { hooks, datagrams } of played) {
    if (hooks) hook.enable();
    // New ones, of which the loop knows: the kernel names them then in the order of arrival.
    const client = await bound();
    const servers = await Promise.all(Array.from({ length: sockets }, bound));
    await turn();
    await turn();
    let left = datagrams.length;
    for (const server of servers) {
      server.on('message', (message) => {
        left -= 1;
        trace.push(`message ${message}`);
        take(datagrams[Number(message)]?.[1] ?? [], `message ${message}`);
      });
    }
    datagrams.forEach(([socket], place) => {
      client.send(`${place}`, (servers[socket] as Socket).address().port, '127.0.0.1');
    });
    while (left > 0) await turn();
    // Each may have scheduled another.
    for (let depth = 0; depth < 20; depth += 1) await turn();
    for (const socket of [client, ...servers]) socket.close();
    hook.disable();
    await turn();
    print(JSON.stringify(trace));
    trace = [];
  }
}

/** The programs that differ, with what happened in them. */
async function differences(played: readonly Program[]): Promise<[Program, string, string][]> {
  const outcomes = IMPLEMENTATIONS.map((name) => run({}, play, name, SOCKETS, played));
  const [original, ours] = (await Promise.all(outcomes)) as [Outcome, Outcome];
  for (const { code, errors, lines } of [original, ours]) {
    assert.deepEqual(
      { code, errors, programs: lines.length },
      { code: 0, errors: [], programs: played.length },
      `FUZZ_SEED=${seed}`,
    );
  }
  return played
    .map((program, place): [Program, string, string] => [
      program,
      original.lines[place] as string,
      ours.lines[place] as string,
    ])
    .filter(([, before, after]) => before !== after);
}

test('listeners that schedule, throw and reject do so in the same order', async () => {
  let found = await differences(fc.sample(programs, { numRuns: PROGRAMS, seed }));
  for (let attempt = 1; attempt < ATTEMPTS && found.length > 0; attempt += 1) {
    found = await differences(found.map(([program]) => program));
  }
  const [first] = found;
  if (first === undefined) return;
  const [program, original, ours] = first;
  assert.deepEqual(
    JSON.parse(ours),
    JSON.parse(original),
    `FUZZ_SEED=${seed} ${JSON.stringify(program)}`,
  );
});
