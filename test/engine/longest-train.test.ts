import assert from 'node:assert/strict';
import { features } from 'fast-dgram';
import { datagrams, socketTest } from '../support/sockets';

const { gso, gro } = features();
const skip = gso && gro ? false : 'this kernel has no trains';

/** A burst that a single message would have room for, but not with headers within 64 KiB. */
const BURST = { count: 50, size: 1310 };

for (const type of ['udp4', 'udp6'] as const) {
  socketTest(
    `a burst that nearly fills a message leaves in messages that arrive as trains (${type})`,
    { skip },
    async (sockets) => {
      const receiver = sockets.bound(type);
      const { port, address } = receiver.address();
      const arrived = datagrams(receiver, BURST.count);
      const burst = Buffer.alloc(BURST.count * BURST.size);
      sockets.bound(type).sendMany(burst, { port, address, segmentSize: BURST.size });

      // The datagrams of a train share one memory; one that came alone has its own.
      const memories = (await arrived).map(([message]) => message.buffer);
      assert.equal(new Set(memories).size, 2);
    },
  );
}
