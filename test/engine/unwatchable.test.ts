import assert from 'node:assert/strict';
import test from 'node:test';
import { printed } from '../support/expect';
import { cannotInject, type FaultOutcome, runTraced } from '../support/fault';
import type { Program, Tools } from '../support/program';

/** A file that is asked for, to be found in the trace. */
const MARKER = '/from-here-on';

/** Runs a program whose first epoll_ctl() after it asked for the marker fails. */
async function runUnwatchable(
  program: Program<[string]>,
  ...rules: readonly string[]
): Promise<FaultOutcome> {
  const traced = 'access,epoll_ctl,sendmsg';
  const { calls } = await runTraced(traced, rules, program, MARKER);
  const marker = calls.findIndex((call) => call.includes(MARKER));
  assert.notEqual(marker, -1);
  // strace counts per thread, and shows the thread first.
  const [thread = ''] = (calls[marker] as string).split(' ');
  const before = calls
    .slice(0, marker)
    .filter((call) => call.startsWith(`${thread} `) && call.includes(' epoll_ctl('));
  const rule = `epoll_ctl:error=ENOSPC:when=${before.length + 1}`;
  const outcome = await runTraced(traced, [...rules, rule], program, MARKER);
  const failed = outcome.calls.filter((call) => call.includes('ENOSPC'));
  assert.equal(failed.length, 1);
  return outcome;
}

/** Binds again where the first bind fails, and shows what a datagram to itself says. */
function bindUntilItWorks({ fast, print, require }: Tools, marker: string): void {
  const { existsSync } = require('node:fs') as typeof import('fs');
  const socket = fast.createSocket('udp4');
  socket.on('error', (error) => {
    print(error.message);
    socket.bind(0, '127.0.0.1');
  });
  socket.on('listening', () => socket.send('x', socket.address().port, '127.0.0.1'));
  socket.on('message', (message) => {
    print(`received ${message}`);
    socket.close();
  });
  // Another socket comes first: of Node's threads, all call epoll_ctl() when they start.
  const other = fast.createSocket('udp4');
  other.bind(0, '127.0.0.1', () => {
    other.close();
    existsSync(marker);
    socket.bind(0, '127.0.0.1');
  });
}

test('a socket can be bound again after it could not be watched', {
  skip: cannotInject,
}, async () => {
  const { calls: _, ...outcome } = await runUnwatchable(bindUntilItWorks);
  printed(outcome, 'recvStart ENOSPC', 'received x');
});

/** Sends a datagram that the kernel does not take at once. */
function sendToItself({ fast, print, require }: Tools, marker: string): void {
  const { existsSync } = require('node:fs') as typeof import('fs');
  const socket = fast.createSocket('udp4');
  socket.on('message', (message) => {
    print(`received ${message}`);
    socket.close();
  });
  socket.bind(0, '127.0.0.1', () => {
    existsSync(marker);
    socket.send('x', socket.address().port, '127.0.0.1');
  });
}

test('a datagram that has to wait leaves though its socket cannot be watched', {
  skip: cannotInject,
}, async () => {
  const { calls, ...outcome } = await runUnwatchable(sendToItself, 'sendmsg:error=EAGAIN:when=1');
  printed(outcome, 'received x');
  assert.equal(calls.filter((call) => call.includes('sendmsg(')).length, 2);
});
