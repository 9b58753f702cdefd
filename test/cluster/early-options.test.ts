import assert from 'node:assert/strict';
import test from 'node:test';
import { run, type Tools } from '../support/program';

/** A worker gives its socket an option that the primary's, which is bound, refuses. */
function refuse({ fast, print, require }: Tools): void {
  const cluster = require('node:cluster') as typeof import('node:cluster').default;
  const fs = require('node:fs') as typeof import('node:fs');
  if (cluster.isPrimary) {
    cluster.fork().on('exit', (code, signal) => print('exit', code, signal));
    return;
  }
  const IPPROTO_IPV6 = 41;
  const IPV6_V6ONLY = 26;
  const socket = fast.createSocket('udp6');
  socket.setRawOption(IPPROTO_IPV6, IPV6_V6ONLY, true);
  socket.on('error', ({ code, syscall }: NodeJS.ErrnoException) => {
    print('error', code, syscall);
    // Files take the numbers of descriptors that are closed.
    const files = Array.from({ length: 4 }, () => fs.openSync('/dev/null', 'r'));
    socket.close(() => {
      print('still open', files.filter((file) => fs.fstatSync(file).isCharacterDevice()).length);
      process.disconnect();
    });
  });
  socket.bind(0, '::1');
}

test('an option that a shared socket refuses fails the bind, and nothing else is closed for it', async () => {
  const { lines, errors } = await run({}, refuse);
  assert.deepEqual(errors, []);
  assert.deepEqual(lines, ['error EINVAL bind', 'still open 4', 'exit 0 null']);
});

/** A worker sets an option before its bind, and joins a group behind it. */
function join({ fast, print, require }: Tools): void {
  const cluster = require('node:cluster') as typeof import('node:cluster').default;
  if (cluster.isPrimary) {
    cluster.fork().on('exit', (code, signal) => print('exit', code, signal));
    return;
  }
  const socket = fast.createSocket('udp4');
  socket.setOption('ttl', 7);
  socket.bind(0, '127.0.0.1', () => {
    socket.addMembership('239.255.1.1', '127.0.0.1');
    print('hops', socket.getOption('ttl'));
    socket.close(() => process.disconnect());
  });
}

test("an option that was set before the bind is the shared socket's, which joins groups as any other", async () => {
  const { lines, errors } = await run({}, join);
  assert.deepEqual(errors, []);
  assert.deepEqual(lines, ['hops 7', 'exit 0 null']);
});
