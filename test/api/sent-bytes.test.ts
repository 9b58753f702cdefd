import assert from 'node:assert/strict';
import type { Socket } from 'fast-dgram';
import { sendMany, socketTest } from '../support/sockets';

const TEXT = 'message!';

function memory(): ArrayBuffer {
  return Uint8Array.from(Buffer.from(TEXT)).buffer;
}

const VIEWS = {
  'a Buffer': () => Buffer.from(memory()),
  'a Uint8Array': () => new Uint8Array(memory()),
  'a Uint16Array': () => new Uint16Array(memory()),
  'a DataView': () => new DataView(memory()),
};

/** A view whose properties name other memory than that which it covers. */
function lying<View extends ArrayBufferView>(view: View): View {
  const secret = Uint8Array.from(Buffer.from('secretsecret')).buffer;
  for (const [name, value] of Object.entries({ buffer: secret, byteOffset: 2, byteLength: 6 })) {
    Object.defineProperty(view, name, { value });
  }
  return view;
}

/** Each way to send a view, and what of it should arrive. */
const WAYS: readonly [
  name: string,
  send: (socket: Socket, view: ArrayBufferView, port: number) => unknown,
  expected: string[],
][] = [
  ['by send()', (socket, view, port) => sent(socket, view, port), [TEXT]],
  ['by send() of a part', (socket, view, port) => sent(socket, view, 3, 4, port), ['sage']],
  ['by send() in a list', (socket, view, port) => sent(socket, [view], port), [TEXT]],
  ['by sendMany()', (socket, view, port) => sendMany(socket, [view], { port }), [TEXT]],
  [
    'by sendMany() in parts',
    (socket, view, port) => sendMany(socket, [{ message: [view, '?'], port }]),
    [`${TEXT}?`],
  ],
  [
    'by sendMany() in segments',
    (socket, view, port) => sendMany(socket, view, { port, segmentSize: 5 }),
    ['messa', 'ge!'],
  ],
];

function sent(socket: Socket, ...args: readonly unknown[]): Promise<void> {
  return new Promise((resolve) => Reflect.apply(socket.send, socket, [...args, resolve]));
}

for (const [kind, make] of Object.entries(VIEWS)) {
  for (const [way, send, expected] of WAYS) {
    socketTest(`of ${kind} that lies about its memory its own leaves, ${way}`, async (sockets) => {
      const inbox = await sockets.inbox();
      await send(sockets.bound(), lying(make()), inbox.port);
      assert.deepEqual(await inbox.received(), expected);
    });
  }
}
