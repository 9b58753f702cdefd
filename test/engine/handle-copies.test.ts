import assert from 'node:assert/strict';
import nodeDgram from 'node:dgram';
import { readdirSync } from 'node:fs';
import { socketTest, takeHandle } from '../support/sockets';

interface Handle {
  open(descriptor: number): number;
}

/** What Node's own UDP handles inherit from. */
function handlePrototype(): Handle {
  const probe = nodeDgram.createSocket('udp4') as unknown as Record<symbol, { handle?: object }>;
  const [handle] = Object.getOwnPropertySymbols(probe).flatMap((key) => probe[key]?.handle ?? []);
  (probe as unknown as nodeDgram.Socket).close();
  return Object.getPrototypeOf(handle) as Handle;
}

socketTest('a descriptor that Node does not take over is not left open', (sockets) => {
  const socket = sockets.bound();
  const prototype = handlePrototype();
  const { open } = prototype;
  prototype.open = () => -1;
  try {
    takeHandle(socket);
    const descriptors = readdirSync('/proc/self/fd').length;
    takeHandle(socket);
    takeHandle(socket);
    assert.equal(readdirSync('/proc/self/fd').length, descriptors);
  } finally {
    prototype.open = open;
  }
});
