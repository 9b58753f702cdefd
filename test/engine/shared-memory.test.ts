import assert from 'node:assert/strict';
import { once } from 'node:events';
import test from 'node:test';
import { MessageChannel, receiveMessageOnPort } from 'node:worker_threads';
import { createSocket, type Socket } from 'fast-dgram';

const TRAIN = 10;

/** Delivers one train of datagrams of that size to the listener, and resolves after its last. */
async function deliverTrain(size: number, listener: (message: Buffer) => void): Promise<void> {
  const sender = createSocket('udp4');
  const receiver = createSocket('udp4');
  const { port } = receiver.bindSync({ address: '127.0.0.1' });
  sender.bindSync({ address: '127.0.0.1' });
  await once(receiver, 'listening');
  let delivered = 0;
  const done = new Promise<void>((resolve, reject) =>
    receiver.on('message', (message) => {
      try {
        listener(message);
      } catch (error) {
        reject(error);
      }
      delivered += 1;
      if (delivered === TRAIN) resolve();
    }),
  );
  for (let place = 0; place < TRAIN; place += 1) {
    sender.send(Buffer.alloc(size, place), port, '127.0.0.1');
  }
  await done;
  await Promise.all([sender, receiver].map((socket: Socket) => socket[Symbol.asyncDispose]()));
}

for (const size of [65, 1200]) {
  test(`to transfer one of a train's ${size} byte datagrams does not take the others along`, async () => {
    const { port1 } = new MessageChannel();
    const places: number[] = [];
    await deliverTrain(size, (message) => {
      // Node 20 copies what may not be transferred, later ones refuse.
      const transfer = () => port1.postMessage(message, [message.buffer as ArrayBuffer]);
      if (process.version.startsWith('v20.')) transfer();
      else assert.throws(transfer, { name: 'DataCloneError' });
      places.push(message[0] as number);
      assert.ok(message.every((byte: number) => byte === message[0]));
    });
    assert.deepEqual(places, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    port1.close();
  });
}

test('a datagram that came alone has memory of its own, and may be transferred', async () => {
  const { port1, port2 } = new MessageChannel();
  const sender = createSocket('udp4');
  const receiver = createSocket('udp4');
  const { port } = receiver.bindSync({ address: '127.0.0.1' });
  sender.send('alone', port, '127.0.0.1');
  const [message] = (await once(receiver, 'message')) as [Buffer];
  assert.equal(message.byteOffset, 0);
  assert.equal(message.buffer.byteLength, message.length);
  port1.postMessage(message, [message.buffer as ArrayBuffer]);
  const { message: transferred } = receiveMessageOnPort(port2) as { message: Uint8Array };
  assert.equal(Buffer.from(transferred).toString(), 'alone');
  for (const closeable of [sender, receiver, port1]) closeable.close();
});

test('an array that lies about its length harms neither its own datagram nor others', async () => {
  class Liar extends Uint8Array {
    override get byteLength(): number {
      return undefined as unknown as number;
    }
  }
  const receiver = createSocket('udp4');
  const liar = createSocket('udp4');
  const bystander = createSocket('udp4');
  const { port } = receiver.bindSync({ address: '127.0.0.1' });
  liar.bindSync({ address: '127.0.0.1' });
  bystander.bindSync({ address: '127.0.0.1' });
  const received: string[] = [];
  const done = new Promise<void>((resolve) =>
    receiver.on('message', (message) => {
      received.push(String(message));
      if (received.length === 3) resolve();
    }),
  );
  liar.send(new Liar([97, 98]), port, '127.0.0.1');
  liar.send([new Liar([99]), 'd'], port, '127.0.0.1');
  bystander.send('whole', port, '127.0.0.1');
  await done;
  assert.deepEqual(received, ['ab', 'cd', 'whole']);
  for (const socket of [receiver, liar, bystander]) socket.close();
});
