import test from 'node:test';
import { features } from 'fast-dgram';
import { printed } from '../support/expect';
import { run, type Tools } from '../support/program';

const skip = features().gro ? false : 'this kernel has no trains';

/** After each of some sockets is closed: what the sockets that are still open say of trains. */
function closesOneAfterAnother({ fast, print, require }: Tools, options: object): void {
  const { readdirSync, readlinkSync } = require('node:fs') as typeof import('node:fs');
  const { spawnSync } = require('node:child_process') as typeof import('node:child_process');
  const sockets = (): number[] =>
    readdirSync('/proc/self/fd')
      .filter((name) => {
        try {
          return readlinkSync(`/proc/self/fd/${name}`).startsWith('socket:');
        } catch {
          return false;
        }
      })
      .map(Number);
  const before = sockets();
  /** UDP_GRO. */
  const READ_OPTION = 'import socket; print(socket.socket(fileno=3).getsockopt(17, 104))';
  const takesTrains = (descriptor: number): string =>
    spawnSync('python3', ['-c', READ_OPTION], {
      stdio: ['ignore', 'pipe', 'inherit', descriptor],
      encoding: 'utf8',
    }).stdout.trim();
  for (let count = 0; count < 3; count += 1) {
    const socket = fast.createSocket({ type: 'udp4', ...options });
    socket.bindSync({ address: '127.0.0.1' });
    socket.close();
    const left = sockets().filter((descriptor) => !before.includes(descriptor));
    print(count, 'left:', ...left.map(takesTrains));
  }
}

test("the kernel's switch for trains stays on when the last socket that takes them is closed", {
  skip,
}, async () => {
  const outcome = await run({}, closesOneAfterAnother, {});
  printed(outcome, '0 left: 1', '1 left: 1', '2 left: 1');
});

test('sockets that take no trains turn no switch', async () => {
  const outcome = await run({}, closesOneAfterAnother, { coalesce: false });
  printed(outcome, '0 left:', '1 left:', '2 left:');
});
