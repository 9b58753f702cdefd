import assert from 'node:assert/strict';
import { createContext, runInContext } from 'node:vm';
import { sendMany, socketTest } from '../support/sockets';

/** What each message is, and what arrives of it. */
const PAYLOADS: readonly [name: string, message: unknown, bytes: readonly number[]][] = [
  ['text', 'abc', [97, 98, 99]],
  ['text of several bytes a character', 'é€😀', [...Buffer.from('é€😀')]],
  ['half a character', '\ud83d', [0xef, 0xbf, 0xbd]],
  ['a Buffer', Buffer.from([1, 2, 3]), [1, 2, 3]],
  ['a part of a Buffer', Buffer.from([1, 2, 3, 4]).subarray(1, 3), [2, 3]],
  ['a Uint8Array', Uint8Array.of(4, 5), [4, 5]],
  ['a Uint16Array', new Uint16Array(Uint8Array.of(1, 2, 3, 4).buffer), [1, 2, 3, 4]],
  ['a Float64Array', new Float64Array(1), [0, 0, 0, 0, 0, 0, 0, 0]],
  ['a DataView', new DataView(Uint8Array.of(9, 8, 7, 6).buffer, 1, 2), [8, 7]],
  ['shared memory', new Uint8Array(new SharedArrayBuffer(2)), [0, 0]],
  ['an array of another realm', runInContext('Uint8Array.of(3, 1)', createContext()), [3, 1]],
  ['an empty text', '', []],
  ['an empty Buffer', Buffer.alloc(0), []],
  ['parts', ['a', Buffer.from([1]), new DataView(Uint8Array.of(2, 3).buffer)], [97, 1, 2, 3]],
  ['parts of several bytes a character', ['€', '', '€'], [...Buffer.from('€€')]],
  ['no parts', [], []],
  ['parts of another realm', runInContext('["b", "c"]', createContext()), [98, 99]],
];

for (const wrap of [false, true]) {
  const where = wrap ? 'in an entry with a destination' : 'itself an entry';
  for (const [name, message, bytes] of PAYLOADS) {
    socketTest(`${name}, ${where}, is sent`, async (sockets) => {
      const inbox = await sockets.inbox();
      const { port } = inbox;
      const entry = wrap ? { message, port, address: '127.0.0.1' } : message;
      const outcome = await sendMany(sockets.bound(), ['before', entry, 'behind'], { port });
      assert.deepEqual(outcome, { error: null, sent: 3 });
      const expected = [Buffer.from('before'), Buffer.from(bytes), Buffer.from('behind')];
      assert.deepEqual(await inbox.payloads(), expected);
    });
  }
}

socketTest('an entry may be of any class, and inherit what it has', async (sockets) => {
  class Entry {
    constructor(readonly port: number) {}
    get message(): string {
      return `to ${this.port}`;
    }
  }
  const inbox = await sockets.inbox();
  const { port } = inbox;
  const entries = [
    new Entry(port),
    Object.create(new Entry(port), {}),
    Object.assign(Object.create(null), { message: 'x' }),
  ];
  assert.equal((await sendMany(sockets.bound(), entries, { port })).sent, 3);
  assert.deepEqual(await inbox.received(), [`to ${port}`, `to ${port}`, 'x']);
});

socketTest('each property of an entry is read once', async (sockets) => {
  const inbox = await sockets.inbox();
  const { port } = inbox;
  const read: PropertyKey[] = [];
  const recorder: ProxyHandler<object> = {
    get(target, key, self) {
      read.push(key);
      return Reflect.get(target, key, self);
    },
  };
  const entry = new Proxy({ message: 'one', port, address: '127.0.0.1', ttl: 5 }, recorder);
  await sendMany(sockets.bound(), [entry], {});
  const said = ['ecn', 'interface', 'localAddress', 'tos', 'ttl', 'txtime'];
  assert.deepEqual(read.sort(), ['address', 'message', 'port', 'segmentSize', ...said].sort());
  assert.deepEqual(await inbox.received(), ['one']);
});

socketTest('an array that lies about its length harms nobody', async (sockets) => {
  class Liar extends Uint8Array {
    override get byteLength(): number {
      return 1000;
    }
    override get length(): number {
      return 1000;
    }
  }
  const inbox = await sockets.inbox();
  const { port } = inbox;
  const liar = new Liar([97, 98]);
  const socket = sockets.bound();
  assert.equal((await sendMany(socket, [liar, [liar, 'c'], 'whole'], { port })).sent, 3);
  assert.equal((await sendMany(socket, liar, { port, segmentSize: 1 })).sent, 2);
  assert.deepEqual(await inbox.received(), ['ab', 'abc', 'whole', 'a', 'b']);
});
