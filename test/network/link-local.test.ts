import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import test from 'node:test';

/** From out/test/network: where `fast-dgram` resolves to this package. */
const ROOT = path.resolve(__dirname, '../../../package.json');

/** Two ends of a virtual cable with a link-local address each, in a network namespace of its own. */
const SETUP = [
  'ip link set lo up',
  'ip link add near type veth peer name far',
  'ip link set near addrgenmode none',
  'ip link set far addrgenmode none',
  'ip link set near up',
  'ip link set far up',
  'ip addr add fe80::1/64 dev near nodad',
].join(' && ');

const canMakeNamespaces = spawnSync('unshare', ['-n', 'sh', '-c', SETUP]).status === 0;

function receivedInNamespace(implementation: string): string {
  const program = `(${receive})(require('node:module').createRequire(${JSON.stringify(ROOT)})(${JSON.stringify(implementation)}))`;
  const command = `${SETUP} && exec "$0" -e "$1"`;
  const { stdout, stderr } = spawnSync(
    'unshare',
    ['-n', 'sh', '-c', command, process.execPath, program],
    { encoding: 'utf8', timeout: 20_000 },
  );
  assert.equal(stderr, '');
  return stdout;
}

function receive(dgram: typeof import('node:dgram')): void {
  const socket = dgram.createSocket('udp6');
  socket.on('message', (message, { address, family, size }) => {
    console.log(String(message), address, family, size);
    if (String(message) === 'to the group') socket.close();
  });
  socket.bind(0, '::', () => {
    const { port } = socket.address();
    socket.send('to the address', port, 'fe80::1%near', () => {
      socket.addMembership('ff02::114', '::%near');
      socket.setMulticastInterface('::%near');
      socket.send('to the group', port, 'ff02::114');
    });
  });
}

test("a link-local sender's address carries its interface, unicast and multicast", {
  skip: !canMakeNamespaces && 'network namespaces with virtual cables can not be made here',
}, () => {
  const received = receivedInNamespace('fast-dgram');
  assert.equal(
    received,
    'to the address fe80::1%near IPv6 14\nto the group fe80::1%near IPv6 12\n',
  );
  assert.equal(received, receivedInNamespace('node:dgram'));
});
