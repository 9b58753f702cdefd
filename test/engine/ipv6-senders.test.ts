import assert from 'node:assert/strict';
import { datagrams, socketTest } from '../support/sockets';

/** More than are remembered. */
const SENDERS = 6000;
/** As many as a receive buffer holds. */
const AT_A_TIME = 100;

socketTest(
  'each of thousands of senders is told by its own address on a socket of both families',
  async (sockets) => {
    const receiver = sockets.bound('udp6', '::');
    const sender = sockets.bound({}, '0.0.0.0');
    const { port } = receiver.address();
    for (let first = 0; first < 2 * SENDERS; first += AT_A_TIME) {
      const received = datagrams(receiver, AT_A_TIME);
      const senders = Array.from({ length: AT_A_TIME }, (_, place) => {
        const host = (first + place) % SENDERS;
        return `127.3.${host >> 8}.${host & 255}`;
      });
      for (const localAddress of senders) {
        sender.send(localAddress, { port, address: '127.0.0.1', localAddress });
      }
      assert.deepEqual(
        (await received).map(([message, { address }]) => [String(message), address]),
        senders.map((address) => [address, `::ffff:${address}`]),
      );
    }
  },
);
