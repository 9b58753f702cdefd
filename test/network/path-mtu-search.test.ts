import assert from 'node:assert/strict';
import type { SocketType } from 'node:dgram';
import type { MtuDiscover } from 'fast-dgram';
import type { Tools } from '../support/program';
import { familiesTest } from './support/network';
import { NARROW, NARROW_MTU, routed } from './support/routed';

/** Bytes of the headers of IP and UDP. */
const HEADERS = { udp4: 20 + 8, udp6: 40 + 8 } as const;

/** Sends what comes back, until it is told to end. */
const PORT = 4321;

/**
 * Finds the longest datagram that reaches an echo server, and shows it, with its headers; and what
 * the kernel knows of the path before and after.
 */
async function search(
  { fast, print }: Tools,
  type: SocketType,
  address: string,
  port: number,
  headers: number,
  mtuDiscover: MtuDiscover,
): Promise<void> {
  const socket = fast.createSocket({ type, icmpErrors: true });
  socket.on('error', ({ message }) => print('error', message));
  socket.setOption('mtuDiscover', mtuDiscover);
  socket.connectSync(port, address);
  print(socket.getOption('mtuDiscover'), socket.getOption('mtu'));

  /** Whether a packet of that size comes through; where not, what is said to fit. */
  const probe = (size: number): Promise<{ fits: boolean; said: number | undefined }> =>
    new Promise((resolve) => {
      const settle = (fits: boolean, said?: number): void => {
        socket.removeAllListeners('message').removeAllListeners('icmpError');
        resolve({ fits, said });
      };
      socket.on('message', ({ length }) => {
        if (length === size - headers) settle(true);
      });
      socket.on('icmpError', ({ code, mtu }) => {
        if (code === 'EMSGSIZE') settle(false, mtu);
      });
      socket.send(Buffer.alloc(size - headers), {}, (error) => {
        if ((error as NodeJS.ErrnoException | null)?.code === 'EMSGSIZE') settle(false);
      });
    });

  let most = 1280;
  let least = 2000;
  const said = new Set<number | undefined>();
  while (least - most > 1) {
    const size = (most + least) >> 1;
    const answer = await probe(size);
    if (answer.fits) most = size;
    else least = size;
    if (answer.said !== undefined) said.add(answer.said);
  }
  print('found', most, 'told', ...said);
  print('known', socket.getOption('mtu'), JSON.stringify(socket.stats().datagramsFailed));
  socket.close();
}

for (const mtuDiscover of ['do', 'probe'] as const) {
  familiesTest(
    `a program finds the path's MTU, with mtuDiscover '${mtuDiscover}'`,
    async (network, type) => {
      const { alice, bob } = await routed(network, type);
      const address = bob.on(NARROW)[type];
      const echo = await bob.open({ type, address, port: PORT, echo: true });
      assert.equal((await echo.address()).port, PORT);
      const values = [type, address, PORT, HEADERS[type], mtuDiscover] as const;
      const { lines, ...end } = await alice.run(search, ...values);
      assert.deepEqual(end, { errors: [], code: 0, signal: null });
      const [before, found, known = ''] = lines;
      assert.equal(before, `${mtuDiscover} 1500`);
      assert.equal(found, `found ${NARROW_MTU} told ${NARROW_MTU}`);
      assert.match(known, new RegExp(`^known ${NARROW_MTU} `));
    },
    { quick: mtuDiscover === 'do' },
  );
}

/** Sends a datagram that is too long for the own link, and one that is not. */
async function sendTooLong(
  { fast, print }: Tools,
  type: SocketType,
  address: string,
  port: number,
): Promise<void> {
  const socket = fast.createSocket({ type, icmpErrors: true });
  socket.on('error', ({ message }) => print('error', message));
  socket.on('icmpError', (error) => print('icmpError', JSON.stringify(error)));
  socket.setOption('dontFragment', true);
  for (const length of [1600, 1000]) {
    await new Promise<void>((resolve) =>
      socket.send(Buffer.alloc(length), { port, address }, (error) => {
        print(length, (error as NodeJS.ErrnoException | null)?.code ?? 'sent');
        resolve();
      }),
    );
  }
  print(JSON.stringify(socket.stats().datagramsFailed));
  // Behind whatever else there might be to tell.
  socket.on('message', ({ length }) => {
    print('back', length);
    socket.close();
  });
}

familiesTest(
  "what the own link can't carry fails its send, and is no ICMP error",
  async (network, type) => {
    const { alice, bob } = await routed(network, type);
    const address = bob.on(NARROW)[type];
    await bob.open({ type, address, port: PORT, echo: true });
    const outcome = await alice.run(sendTooLong, type, address, PORT);
    assert.deepEqual(outcome, {
      lines: ['1600 EMSGSIZE', '1000 sent', '{"EMSGSIZE":1}', 'back 1000'],
      ...{ errors: [], code: 0, signal: null },
    });
  },
);
