import assert from 'node:assert/strict';
import type { Socket } from 'fast-dgram';
import { datagrams, type Sockets, socketTest } from '../support/sockets';

/** What each receives, once all have so many. */
async function textsOf(receivers: readonly Socket[], count: number): Promise<string[][]> {
  const all = await Promise.all(receivers.map((receiver) => datagrams(receiver, count)));
  return all.map((list) => list.map(([message]) => message.toString()));
}

/** Sends each receiver its place, one after the other, so many times. */
function sendPlaces(sender: Socket, receivers: readonly Socket[], times: number): void {
  for (let time = 0; time < times; time++) {
    for (const [place, receiver] of receivers.entries()) {
      const { port, address } = receiver.address();
      sender.send(Buffer.from(`${place}`), port, address);
    }
  }
}

/** A socket whose port is another's plus or minus a multiple of that number. */
function boundApart(sockets: Sockets, from: number, step: number): Socket {
  const ports = Array.from({ length: 63 }, (_, place) => ((from + place * step) % 64_512) + 1024);
  for (const port of ports) {
    const socket = sockets.unbound();
    try {
      socket.bindSync({ port, address: '127.0.0.1' });
      return socket;
    } catch {
      // Somebody else has that port.
    }
  }
  throw new Error(`every port ${step} apart from ${from} is taken`);
}

socketTest('ports that are 1,024 apart get what is theirs', async (sockets) => {
  const first = sockets.bound();
  const receivers = [first, boundApart(sockets, first.address().port, 1024)];
  const received = textsOf(receivers, 4);
  sendPlaces(sockets.bound(), receivers, 4);
  assert.deepEqual(await received, [Array(4).fill('0'), Array(4).fill('1')]);
});

socketTest('one port of two addresses gets what is theirs', async (sockets) => {
  const first = sockets.bound();
  const second = sockets.unbound();
  second.bindSync({ port: first.address().port, address: '127.0.0.2' });
  const received = textsOf([first, second], 4);
  sendPlaces(sockets.bound({}, '0.0.0.0'), [first, second], 4);
  assert.deepEqual(await received, [Array(4).fill('0'), Array(4).fill('1')]);
});

socketTest('an IPv4 address that is known is still none for IPv6', async (sockets) => {
  const receiver = sockets.bound();
  const { port, address } = receiver.address();
  const received = textsOf([receiver], 3);
  sendPlaces(sockets.bound(), [receiver], 3);
  const failure = await new Promise<Error | null>((resolve) => {
    sockets.bound('udp6').send(Buffer.from('6'), port, address, resolve);
  });
  assert.equal(failure?.message, `send EINVAL ${address}:${port}`);
  assert.deepEqual(await received, [['0', '0', '0']]);
});

socketTest(
  'a destination is still reached after more others than are remembered',
  async (sockets) => {
    const receiver = sockets.bound();
    const { port, address } = receiver.address();
    const received = textsOf([receiver], 3);
    const sender = sockets.bound({}, '0.0.0.0');
    for (const text of ['first', 'second']) sender.send(Buffer.from(text), port, address);
    for (let host = 0; host < 17_000; host++) {
      sender.send(Buffer.from('other'), port, `127.2.${host >> 8}.${host & 255}`);
    }
    sender.send(Buffer.from('third'), port, address);
    assert.deepEqual(await received, [['first', 'second', 'third']]);
  },
);
