import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import test from 'node:test';
import { createSocket } from 'fast-dgram';

/** How many descriptors the process's table has room for. Source: proc_pid_status(5). */
function tableSize(): number {
  return Number(/^FDSize:\s+(\d+)$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]);
}

test('the descriptor table grows eightfold where the kernel alone would double it', async () => {
  const sockets = Array.from({ length: 300 }, () => {
    const socket = createSocket('udp4');
    socket.bindSync({ address: '127.0.0.1' });
    return socket;
  });
  assert.equal(tableSize(), 2048);
  // What was opened for it is closed again.
  const highest = Math.max(...readdirSync('/proc/self/fd').map(Number));
  assert.ok(highest < 512, `descriptor ${highest} is open`);
  for (const socket of sockets) socket.close();
});
