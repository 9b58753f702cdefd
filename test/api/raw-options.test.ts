import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import type { Socket } from 'fast-dgram';
import { IPV4_OPTIONS, IPV6_OPTIONS, SOCKET_OPTIONS } from '../support/socket-options';
import { datagrams, socketTest } from '../support/sockets';

const { SO_BROADCAST, SO_PRIORITY, SO_LINGER, SO_RCVTIMEO, SO_MARK } = SOCKET_OPTIONS;

/** Calls a method with any arguments. */
function call(
  socket: Socket,
  method: 'setRawOption' | 'getRawOption',
  ...args: unknown[]
): unknown {
  return Reflect.apply(socket[method], socket, args);
}

socketTest('integers and flags are set and read', (sockets) => {
  for (const socket of [sockets.bound(), sockets.bound('udp6'), sockets.unbound()]) {
    socket.setRawOption(...SO_PRIORITY, 5);
    assert.equal(socket.getRawOption(...SO_PRIORITY), 5);
    assert.equal(socket.getOption('priority'), 5);
    for (const flag of [true, false]) {
      socket.setRawOption(...SO_BROADCAST, flag);
      assert.equal(socket.getRawOption(...SO_BROADCAST), Number(flag));
    }
    assert.equal(socket.getRawOption(...SOCKET_OPTIONS.SO_INCOMING_CPU), -1, 'may be negative');
  }
  const six = sockets.bound('udp6');
  six.setRawOption(...IPV6_OPTIONS.IPV6_UNICAST_HOPS, 9);
  six.setRawOption(...IPV4_OPTIONS.IP_TTL, 8);
  assert.equal(six.getOption('ttl'), 9);
  assert.equal(six.getRawOption(...IPV4_OPTIONS.IP_TTL), 8);
});

/** struct linger { int l_onoff; int l_linger; } */
const LINGER = Int32Array.of(1, 7);

socketTest('structures are set and read by their bytes, whatever view holds them', (sockets) => {
  const bytes = new Uint8Array(LINGER.buffer);
  const shared = new Uint8Array(new SharedArrayBuffer(8));
  shared.set(bytes);
  const within = Buffer.concat([Buffer.alloc(3), bytes, Buffer.alloc(5)]).subarray(3, 11);
  for (const view of [LINGER, bytes, new DataView(LINGER.buffer), within, shared]) {
    const socket = sockets.bound();
    socket.setRawOption(...SO_LINGER, view);
    assert.deepEqual(socket.getRawOption(...SO_LINGER, 8), Buffer.from(bytes));
  }
});

socketTest('as many bytes are told as there are, or as were asked for', (sockets) => {
  const socket = sockets.bound();
  socket.setRawOption(...SO_LINGER, LINGER);
  assert.equal(socket.getRawOption(...SO_LINGER, 4096).length, 8);
  assert.deepEqual(socket.getRawOption(...SO_LINGER, 5), Buffer.from([1, 0, 0, 0, 7]));
  // struct timeval, of two longs.
  socket.setRawOption(...SO_RCVTIMEO, BigInt64Array.of(2n, 500_000n));
  const time = socket.getRawOption(...SO_RCVTIMEO, 16);
  assert.deepEqual([time.readBigInt64LE(0), time.readBigInt64LE(8)], [2n, 500_000n]);
});

socketTest('integers of 32 bits are taken, with a sign and without', (sockets) => {
  const socket = sockets.bound();
  for (const [value, read] of [
    [2 ** 31 - 1, 2 ** 31 - 1],
    [-(2 ** 31), -(2 ** 31)],
    [2 ** 32 - 1, -1],
    [-1, -1],
  ] as const) {
    socket.setRawOption(...SO_MARK, value);
    assert.equal(socket.getRawOption(...SO_MARK), read);
  }
});

socketTest('what is set works: datagrams from then on, and none before', async (sockets) => {
  const receiver = sockets.bound({ type: 'udp4', receiveInfo: ['ttl'] });
  const sender = sockets.connectedTo(receiver);
  const received = datagrams(receiver, 2);
  sender.send('before');
  sender.setRawOption(...IPV4_OPTIONS.IP_TTL, Uint8Array.of(9));
  sender.send('after');
  assert.deepEqual(
    (await received).map(([message, { ttl }]) => [String(message), ttl]),
    [
      ['before', 64],
      ['after', 9],
    ],
  );
});

const TYPE = { name: 'TypeError', code: 'ERR_INVALID_ARG_TYPE' };
const RANGE = { name: 'RangeError', code: 'ERR_OUT_OF_RANGE' };

socketTest(
  'wrong levels, names, values and lengths are refused, and nothing is opened',
  (sockets) => {
    const socket = sockets.unbound();
    for (const wrong of [undefined, null, '1', true, 1n, {}]) {
      for (const method of ['setRawOption', 'getRawOption'] as const) {
        assert.throws(() => call(socket, method, wrong, 6, 1), TYPE);
        assert.throws(() => call(socket, method, 1, wrong, 1), TYPE);
      }
    }
    for (const wrong of [1.5, Number.NaN, 2 ** 31, -(2 ** 31), Number.POSITIVE_INFINITY]) {
      for (const method of ['setRawOption', 'getRawOption'] as const) {
        assert.throws(() => call(socket, method, wrong, 6, 1), RANGE);
        assert.throws(() => call(socket, method, 1, wrong, 1), RANGE);
      }
    }
    for (const wrong of [undefined, null, '1', 1n, {}, [], new ArrayBuffer(4), () => 1]) {
      assert.throws(() => call(socket, 'setRawOption', ...SO_PRIORITY, wrong), TYPE);
    }
    for (const wrong of [0.5, 2 ** 32, -(2 ** 31) - 1, Number.NaN]) {
      assert.throws(() => call(socket, 'setRawOption', ...SO_PRIORITY, wrong), RANGE);
    }
    for (const wrong of [0, -1, 4097, 1.5, Number.NaN]) {
      assert.throws(() => call(socket, 'getRawOption', ...SO_LINGER, wrong), RANGE);
    }
    for (const wrong of [null, '4', {}]) {
      assert.throws(() => call(socket, 'getRawOption', ...SO_LINGER, wrong), TYPE);
    }
    assert.equal(socket.fd, -1);
  },
);

socketTest("the kernel's refusals are the system's errors", (sockets) => {
  const socket = sockets.bound();
  const [NO_LEVEL, NO_NAME] = [12_345, 9_999];
  const set = { syscall: 'setRawOption' };
  const get = { syscall: 'getRawOption' };
  assert.throws(() => socket.setRawOption(1, NO_NAME, 1), { code: 'ENOPROTOOPT', ...set });
  assert.throws(() => socket.getRawOption(1, NO_NAME), { code: 'ENOPROTOOPT', ...get });
  assert.throws(() => socket.setRawOption(NO_LEVEL, 1, 1), set);
  assert.throws(() => socket.getRawOption(NO_LEVEL, 1), get);
  const { IP_TTL } = IPV4_OPTIONS;
  assert.throws(() => socket.setRawOption(...IP_TTL, 300), { code: 'EINVAL', ...set });
  // Too short for an integer, and longer than any option.
  assert.throws(() => socket.setRawOption(...SO_PRIORITY, Buffer.alloc(0)), { code: 'EINVAL' });
  assert.throws(() => socket.setRawOption(...SO_PRIORITY, Buffer.alloc(3)), { code: 'EINVAL' });
  assert.throws(() => socket.setRawOption(...SO_PRIORITY, Buffer.alloc(4097)), { code: 'EINVAL' });
  assert.equal(socket.getOption('priority'), 0);
});

socketTest('bytes whose memory has gone are an error, and end nothing', (sockets) => {
  const socket = sockets.bound();
  const bytes = new Uint8Array(8);
  structuredClone(bytes.buffer, { transfer: [bytes.buffer] });
  assert.throws(() => socket.setRawOption(...SO_LINGER, bytes));
  assert.equal(socket.getRawOption(...SO_LINGER, 8).readInt32LE(), 0);
});

const FILTER_LENGTH = 8;
/** BPF_RET | BPF_K, 0, 0, all: eight times, as struct sock_filter. */
const FILTER = Buffer.concat(Array(FILTER_LENGTH).fill(Buffer.from([6, 0, 0, 0, 255, 255, 0, 0])));
/** A filter is set by its address, which JavaScript knows none of. */
const SET_FILTER = `
import ctypes, socket, struct, sys
filter = ctypes.create_string_buffer(bytes.fromhex(sys.argv[1]))
program = struct.pack('HL', len(filter) // 8, ctypes.addressof(filter))
socket.socket(fileno=3).setsockopt(socket.SOL_SOCKET, 26, program)
`;

socketTest('a filter is read as bytes, where there is room for all of it', (sockets) => {
  const socket = sockets.bound();
  const { SO_GET_FILTER } = SOCKET_OPTIONS;
  assert.equal(socket.getRawOption(...SO_GET_FILTER, 4096).length, 0);
  const stdio = ['ignore', 'inherit', 'inherit', socket.fd] as const;
  const hex = FILTER.toString('hex').slice(0, -2);
  const { status } = spawnSync('python3', ['-c', SET_FILTER, hex], { stdio: [...stdio] });
  assert.equal(status, 0);
  for (const length of [64, 65, 4096]) {
    assert.deepEqual(socket.getRawOption(...SO_GET_FILTER, length), FILTER);
  }
  for (const length of [4, 8, 63]) {
    assert.throws(() => socket.getRawOption(...SO_GET_FILTER, length), { code: 'EINVAL' });
  }
  assert.throws(() => socket.getRawOption(...SO_GET_FILTER), { code: 'EINVAL' });
});
