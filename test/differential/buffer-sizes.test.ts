import { scenario } from '../support/differential';

const SIZES: unknown[] = [
  0,
  1,
  4096,
  65_536,
  100_000,
  2 ** 31 - 1,
  2 ** 31,
  2 ** 32 - 1,
  2 ** 32,
  -1,
  1.5,
  NaN,
  Infinity,
  '4096',
  'x',
  null,
  undefined,
  true,
  {},
  [],
  [4096],
];

scenario(
  'buffer sizes on a bound socket: what is set, what is got',
  { families: true },
  async (context) => {
    for (const buffer of ['Recv', 'Send']) {
      const socket = await context.bound('socket');
      for (const size of SIZES) {
        context.call(socket, `set${buffer}BufferSize`, size);
        context.call(socket, `get${buffer}BufferSize`);
      }
      context.call(socket, `set${buffer}BufferSize`);
    }
  },
);

scenario(
  'buffer sizes before bind throw ERR_SOCKET_BUFFER_SIZE with its info',
  { families: true },
  (context) => {
    // Surprise 5.
    const socket = context.socket('socket');
    for (const buffer of ['Recv', 'Send']) {
      context.call(socket, `get${buffer}BufferSize`);
      for (const size of SIZES) context.call(socket, `set${buffer}BufferSize`, size);
    }
  },
);

scenario('the info of a buffer size error is an object of its own', (context) => {
  const socket = context.socket('socket');
  try {
    socket.getRecvBufferSize();
  } catch (thrown) {
    const error = thrown as Error & { info: object; errno: number; syscall: string };
    context.trace('info', error.info);
    for (const key of ['name', 'message', 'code', 'info', 'errno', 'syscall', 'path', 'dest']) {
      const own = Object.getOwnPropertyDescriptor(error, key);
      context.trace(
        key,
        own !== undefined,
        own?.enumerable,
        own?.configurable,
        typeof own?.get,
        typeof own?.set,
      );
    }
    context.trace('text', String(error));
    context.trace('json', JSON.stringify(error));
  }
});

scenario(
  'sizes given at creation are set by bind, and clamped silently',
  { families: true },
  async (context) => {
    // Surprise 12.
    for (const size of [1, 5000, 100_000, 2 ** 31 - 1]) {
      const socket = await context.bound('socket', { recvBufferSize: size, sendBufferSize: size });
      context.call(socket, 'getRecvBufferSize');
      context.call(socket, 'getSendBufferSize');
    }
  },
);

scenario('sizes given at creation that the kernel refuses', { families: true }, async (context) => {
  for (const option of ['recvBufferSize', 'sendBufferSize']) {
    const socket = context.socket('socket', {
      [option]: 2 ** 32 - 1,
      lookup: (
        _name: string,
        _options: unknown,
        callback: (error: null, address: string, family: number) => void,
      ) => callback(null, context.loopback, 4),
    });
    context.record(socket, 'socket');
    context.call(socket, 'bind', 0, context.loopback);
    context.call(socket, 'address');
    await context.turns();
  }
});
