import assert from 'node:assert/strict';
import type { SocketType } from 'node:dgram';
import type { Implementation } from '../support/dgram';
import type { Tools } from '../support/program';
import { runBoth } from './support/both';
import { familiesTest, LINK } from './support/network';

/** Where no link leads. */
const ELSEWHERE = { udp4: '203.0.113.1', udp6: '2001:db8::1' } as const;

/** A port that the tests let nothing through to. */
const BARRED = 9;

/**
 * Sends a datagram, then three in a tick, and shows what their callbacks are told. At the end it
 * asks whoever echoes at a port there, so that whatever else there is to tell comes before.
 */
async function sendFour(
  { dgram, print }: Tools,
  implementation: Implementation,
  type: SocketType,
  address: string,
  port: number,
  echoPort: number | null,
): Promise<void> {
  const socket = dgram(implementation).createSocket(type);
  socket.on('error', ({ message }) => print('error', message));
  const send = (text: string): Promise<void> =>
    new Promise((resolve) =>
      socket.send(text, port, address, (error, bytes) => {
        print(text, error === null ? bytes : JSON.stringify({ ...error, text: error.message }));
        resolve();
      }),
    );
  await send('alone');
  await Promise.all(['one', 'two', 'six'].map(send));
  if (echoPort === null) {
    socket.close();
  } else {
    socket.on('message', (message) => {
      print('echo', String(message));
      socket.close();
    });
    socket.send('still here', echoPort, address);
  }
}

/** Connects and sends three datagrams, each when the one before has been refused. */
function connectAndSend(
  { dgram, print }: Tools,
  implementation: Implementation,
  type: SocketType,
  address: string,
  port: number,
): void {
  const socket = dgram(implementation).createSocket(type);
  const show = (error: Error | null | undefined): string =>
    error ? JSON.stringify({ ...error, text: error.message }) : 'done';
  socket.connect(port, address, async (failure?: Error) => {
    print('connect', show(failure));
    for (let attempt = 0; failure === undefined && attempt < 3; attempt += 1) {
      const failed = new Promise<void>((resolve) => {
        socket.once('error', (error) => {
          print('error', show(error));
          resolve();
        });
      });
      socket.send('x', (error) => print('send', show(error)));
      await failed;
    }
    socket.close();
  });
}

/** The lines that {@link sendFour} prints of callbacks that are all told this error. */
function failures(code: string, errno: number, address: string, port: number): string[] {
  const text = `send ${code} ${address}:${port}`;
  const error = JSON.stringify({ errno, code, syscall: 'send', address, port, text });
  return ['alone', 'one', 'two', 'six'].map((datagram) => `${datagram} ${error}`);
}

const SENT = ['alone 5', 'one 3', 'two 3', 'six 3'];

familiesTest(
  'a destination without a route fails each datagram',
  async (network, type) => {
    const [alice] = await network.hosts();
    const address = ELSEWHERE[type];
    const lines = await runBoth(alice, sendFour, type, address, BARRED, null);
    assert.deepEqual(lines, failures('ENETUNREACH', -101, address, BARRED));
  },
  { quick: true },
);

for (const [route, code, errno] of [
  ['unreachable', 'EHOSTUNREACH', -113],
  ['prohibit', 'EACCES', -13],
  ['blackhole', 'EINVAL', -22],
] as const) {
  familiesTest(`a route that says ${route} fails each datagram`, async (network, type) => {
    const [alice] = await network.hosts();
    const address = ELSEWHERE[type];
    alice.ip(`route add ${route} ${address}`);
    const lines = await runBoth(alice, sendFour, type, address, BARRED, null);
    assert.deepEqual(lines, failures(code, errno, address, BARRED));
  });
}

familiesTest('connecting where no route leads fails', async (network, type) => {
  const [alice] = await network.hosts();
  const lines = await runBoth(alice, connectAndSend, type, ELSEWHERE[type], BARRED);
  assert.equal(lines.length, 1);
  assert.match(lines[0] as string, /^connect .*"code":"ENETUNREACH","syscall":"connect"/);
});

familiesTest(
  'what the own filter drops fails each datagram',
  async (network, type) => {
    const [alice, bob] = await network.hosts();
    alice.filter('output', `udp dport ${BARRED}`, 'drop');
    const address = bob.on(LINK)[type];
    const lines = await runBoth(alice, sendFour, type, address, BARRED, null);
    assert.deepEqual(lines, failures('EPERM', -1, address, BARRED));
  },
  { needs: ['nft'] },
);

for (const verdict of ['drop', 'reject', 'reject with icmpx admin-prohibited']) {
  familiesTest(
    `an unconnected socket is not told that the other host says ${verdict}`,
    async (network, type) => {
      const [alice, bob] = await network.hosts();
      bob.filter('input', `udp dport ${BARRED}`, verdict);
      const address = bob.on(LINK)[type];
      const echo = await bob.open({ type, address, echo: true });
      const { port } = await echo.address();
      const lines = await runBoth(alice, sendFour, type, address, BARRED, port);
      assert.deepEqual(lines, [...SENT, 'echo still here']);
      assert.ok(bob.filtered().packets > 0);
    },
    { needs: ['nft'] },
  );
}

const PROHIBITED = { udp4: 'EHOSTUNREACH', udp6: 'EACCES' } as const;

for (const reason of ['port-unreachable', 'admin-prohibited'] as const) {
  familiesTest(
    `a connected socket is told that the other host rejects with ${reason}`,
    async (network, type) => {
      const [alice, bob] = await network.hosts();
      bob.filter('input', `udp dport ${BARRED}`, `reject with icmpx ${reason}`);
      const lines = await runBoth(alice, connectAndSend, type, bob.on(LINK)[type], BARRED);
      const code = reason === 'port-unreachable' ? 'ECONNREFUSED' : PROHIBITED[type];
      assert.equal(lines.length, 1 + 3 + 3);
      assert.equal(lines.filter((line) => line === 'send done').length, 3);
      assert.equal(lines.filter((line) => line.includes(`"code":"${code}"`)).length, 3);
    },
    { quick: reason === 'port-unreachable', needs: ['nft'] },
  );
}
