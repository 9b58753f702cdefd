import assert from 'node:assert/strict';
import test from 'node:test';
import { processScenario } from '../support/child';
import { IMPLEMENTATIONS } from '../support/dgram';
import { type Outcome, type Program, run } from '../support/program';

/** A test of a program that loads the module itself, whose output must be that of node:dgram. */
function loadingTest(name: string, program: Program<[implementation: string]>): void {
  test(name, async () => {
    const outcomes: Outcome[] = [];
    for (const implementation of IMPLEMENTATIONS) {
      outcomes.push(await run({}, program, implementation));
    }
    assert.ok(outcomes[0] !== undefined && outcomes[0].lines.length > 0);
    assert.deepEqual(outcomes[1], outcomes[0]);
  });
}

processScenario('the loop turns no more often because of it', (dgram) => {
  setImmediate(() => console.log('another turn')).unref();
  const socket = dgram.createSocket('udp4').unref();
  socket.bind(0, '127.0.0.1', () => {
    socket.on('message', () => console.log('a datagram'));
    socket.send('x', socket.address().port, '127.0.0.1', () => console.log('sent'));
  });
});

loadingTest('it opens no socket', ({ require, dgram, print }, name) => {
  const { readdirSync, readlinkSync } = require('node:fs') as typeof import('node:fs');
  const sockets = (): string[] =>
    readdirSync('/proc/self/fd').filter((descriptor) => {
      try {
        return readlinkSync(`/proc/self/fd/${descriptor}`).startsWith('socket:');
      } catch {
        return false;
      }
    });
  const before = sockets().length;
  dgram(name as 'fast-dgram');
  setImmediate(() => print('sockets more:', sockets().length - before));
});

loadingTest(
  'nobody who subscribed before is told of a socket',
  ({ require, dgram, print }, name) => {
    const { subscribe } = require('node:diagnostics_channel');
    subscribe('udp.socket', () => print('a socket'));
    const { createSocket } = dgram(name as 'fast-dgram');
    print('loaded');
    createSocket('udp4').close();
  },
);

loadingTest('a dns.lookup that was replaced before is asked', ({ require, dgram, print }, name) => {
  const dns = require('node:dns') as typeof import('node:dns');
  const { lookup } = dns;
  const replacement = (host: string, ...rest: unknown[]): void => {
    print('asked for', host);
    Reflect.apply(lookup, dns, [host === '10.9.9.9' ? '127.0.0.1' : host, ...rest]);
  };
  Object.assign(dns, { lookup: replacement });
  const socket = dgram(name as 'fast-dgram').createSocket('udp4');
  socket.on('message', (message) => {
    print('received', String(message));
    socket.close();
  });
  socket.bind(0, '127.0.0.1', () => {
    const { port } = socket.address();
    socket.send('to localhost', port, 'localhost');
  });
});

loadingTest('a process.nextTick that is replaced meanwhile is back later', async (tools, name) => {
  const { nextTick } = process;
  process.nextTick = () => {};
  const { createSocket } = tools.dgram(name as 'fast-dgram');
  process.nextTick = nextTick;
  /** Sends to itself, and closes when that has come. */
  const exchange = (callback: ((error: Error | null) => void) | undefined, closed: () => void) => {
    const socket = createSocket('udp4');
    socket.on('message', (message) => {
      tools.print('received', String(message));
      socket.close(closed);
    });
    socket.bind(0, '127.0.0.1', () => {
      tools.print('listening');
      socket.send('x', socket.address().port, '127.0.0.1', callback);
    });
  };
  exchange(
    (error) => tools.print('sent', error),
    () => exchange(undefined, () => tools.print('closed')),
  );
});
