import assert from 'node:assert/strict';
import type { KernelOptionName, KernelOptions, Socket } from 'fast-dgram';
import { printed } from '../support/expect';
import { cannotInject, runTraced } from '../support/fault';
import { run, type Tools } from '../support/program';
import { socketTest } from '../support/sockets';

/** Calls a method with any arguments. */
function call(socket: Socket, method: keyof Socket, ...args: readonly unknown[]): unknown {
  return Reflect.apply(socket[method] as () => unknown, socket, args);
}

const TYPE = { name: 'TypeError', code: 'ERR_INVALID_ARG_TYPE' };
const VALUE = { name: 'TypeError', code: 'ERR_INVALID_ARG_VALUE' };
const RANGE = { name: 'RangeError', code: 'ERR_OUT_OF_RANGE' };

const FLAGS: readonly KernelOptionName[] = [
  'broadcast',
  'dontFragment',
  'freebind',
  'multicastAll',
  'multicastLoopback',
  'transparent',
];

/** The least and the most that each takes. */
const INTEGERS: Partial<Record<KernelOptionName, readonly [number, number]>> = {
  busyPoll: [0, 2 ** 31 - 1],
  dscp: [0, 63],
  incomingCPU: [-1, 2 ** 31 - 1],
  mark: [0, 2 ** 32 - 1],
  multicastTTL: [0, 255],
  priority: [0, 2 ** 31 - 1],
  recvBufferSizeForce: [0, 2 ** 31 - 1],
  sendBufferSizeForce: [0, 2 ** 31 - 1],
  tos: [0, 255],
  ttl: [1, 255],
};

/** Each wrong value, and what says so. */
function* wrongValues(): Generator<[KernelOptionName, unknown, { name: string; code: string }]> {
  for (const name of FLAGS) {
    for (const wrong of [undefined, null, 0, 1, 'true', {}]) yield [name, wrong, TYPE];
  }
  for (const [name, [least, most]] of Object.entries(INTEGERS)) {
    const option = name as KernelOptionName;
    for (const wrong of [undefined, null, true, '1', 1n, {}]) yield [option, wrong, TYPE];
    for (const wrong of [least - 1, most + 1, least + 0.5, Number.NaN, Number.POSITIVE_INFINITY]) {
      yield [option, wrong, RANGE];
    }
  }
  for (const wrong of [undefined, null, 1, 'DO', '', 'toString']) {
    yield ['mtuDiscover', wrong, VALUE];
  }
  for (const wrong of [undefined, null, 1, true, {}]) yield ['device', wrong, TYPE];
  for (const any of [1500, 'x', undefined]) yield ['mtu', any, VALUE];
}

socketTest('a wrong value is refused, and changes nothing', (sockets) => {
  const socket = sockets.bound();
  const unbound = sockets.unbound();
  for (const [name, wrong, error] of wrongValues()) {
    const before = name === 'mtu' ? undefined : socket.getOption(name);
    for (const target of [socket, unbound]) {
      assert.throws(() => call(target, 'setOption', name, wrong), error, `${name} ${wrong}`);
    }
    if (name !== 'mtu') assert.equal(socket.getOption(name), before);
  }
  assert.equal(unbound.fd, -1, 'takes no descriptor');
});

socketTest('the ends of each range are taken', (sockets) => {
  // What the kernel limits further has tests of its own.
  const limited: readonly string[] = ['incomingCPU', 'recvBufferSizeForce', 'sendBufferSizeForce'];
  const socket = sockets.bound();
  for (const [name, ends] of Object.entries(INTEGERS)) {
    if (limited.includes(name)) continue;
    for (const end of ends) {
      call(socket, 'setOption', name, end);
      // SO_BUSY_POLL has 16 bits in some kernels.
      if (name !== 'busyPoll') assert.equal(call(socket, 'getOption', name), end, name);
    }
  }
});

socketTest('a name that is none is refused, and tells those that there are', (sockets) => {
  const socket = sockets.unbound();
  for (const method of ['setOption', 'getOption'] as const) {
    for (const wrong of [undefined, null, 1, {}, Symbol('tos')]) {
      assert.throws(() => call(socket, method, wrong, 1), TYPE);
    }
    for (const wrong of ['', 'TOS', 'toString', '__proto__', 'sendBufferSize', 'tos\0']) {
      assert.throws(() => call(socket, method, wrong, 1), {
        ...VALUE,
        message:
          /must be one of: 'broadcast', 'busyPoll', 'device', .*, 'tos', 'transparent', 'ttl'\./,
      });
    }
  }
  assert.equal(socket.fd, -1, 'takes no descriptor');
});

for (const device of ['none-such', 'lo ', 'lo\0x', `${'x'.repeat(16)}`, 'x'.repeat(100_000)]) {
  const shown = JSON.stringify(device.slice(0, 20));
  socketTest(`a device ${shown} that is not there is ENODEV, and none is taken`, (sockets) => {
    const socket = sockets.bound();
    assert.throws(() => socket.setOption('device', device), {
      code: 'ENODEV',
      syscall: 'setOption',
    });
    assert.equal(socket.getOption('device'), '');
  });
}

/** An IPv4 packet's length has 16 bits. */
const MTU_OF_LOOPBACK = { udp4: 65_535, udp6: 65_536 } as const;

socketTest('the path MTU is told of a connected socket only', (sockets) => {
  for (const type of ['udp4', 'udp6'] as const) {
    const peer = sockets.bound(type);
    assert.throws(() => peer.getOption('mtu'), { code: 'ENOTCONN', syscall: 'getOption' });
    assert.equal(sockets.connectedTo(peer, type).getOption('mtu'), MTU_OF_LOOPBACK[type]);
  }
});

socketTest('a closed socket has no options', async (sockets) => {
  const socket = sockets.bound();
  await socket[Symbol.asyncDispose]();
  const calls: [keyof Socket, ...unknown[]][] = [
    ['setOption', 'tos', 1],
    ['setOption', 'none', 1],
    ['getOption', 'tos'],
    ['setOption', 'device', 'lo'],
    ['getOption', 'device'],
    ['setRawOption', 1, 6, 1],
    ['setRawOption', 'x', 6, 1],
    ['getRawOption', 1, 6],
    ['getRawOption', 1, 6, 4],
  ];
  for (const [method, ...args] of calls) {
    assert.throws(() => call(socket, method, ...args), { code: 'ERR_SOCKET_DGRAM_NOT_RUNNING' });
  }
});

/** Shows what becomes of each option that takes a capability. */
function setPrivileged({ fast, print }: Tools): void {
  // Nobody has no capabilities; the library is loaded by then.
  const socket = fast.createSocket('udp4');
  process.setuid?.(65_534);
  const options: Partial<KernelOptions> = {
    mark: 1,
    transparent: true,
    priority: 7,
    recvBufferSizeForce: 1 << 20,
    sendBufferSizeForce: 1 << 20,
  };
  for (const [name, value] of Object.entries(options)) {
    try {
      socket.setOption(name as Exclude<KernelOptionName, 'mtu'>, value);
      print(name, 'is set');
    } catch (error) {
      const { code, syscall } = error as NodeJS.ErrnoException;
      print(name, code, syscall);
    }
  }
  socket.setOption('priority', 6);
  print(socket.getOption('priority'), socket.getOption('mark'), socket.stats().recvBuffer.asked);
  socket.close();
}

const isRoot = process.getuid?.() === 0;
const privileges = isRoot ? false : 'only root can become nobody';
socketTest('without CAP_NET_ADMIN what takes it is EPERM', { skip: privileges }, async () => {
  printed(
    await run({}, setPrivileged),
    'mark EPERM setOption',
    'transparent EPERM setOption',
    'priority EPERM setOption',
    'recvBufferSizeForce EPERM setOption',
    'sendBufferSizeForce EPERM setOption',
    '6 0 undefined',
  );
});

/** Shows what an old kernel's answers become. */
function askOldKernel({ fast, print }: Tools): void {
  const socket = fast.createSocket('udp4');
  const told = (method: 'setOption' | 'getOption', name: KernelOptionName): void => {
    try {
      Reflect.apply(socket[method], socket, [name, true]);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      print(method, code, Reflect.get(error as Error, 'feature'));
    }
  };
  told('setOption', 'multicastAll');
  told('getOption', 'multicastAll');
  socket.close();
}

socketTest(
  'an option that the kernel does not know is ERR_FEATURE_UNAVAILABLE',
  { skip: cannotInject },
  async () => {
    const rules = ['setsockopt', 'getsockopt'].map((name) => `${name}:error=ENOPROTOOPT`);
    const { calls, ...outcome } = await runTraced('setsockopt,getsockopt', rules, askOldKernel);
    assert.ok(calls.filter((line) => line.includes('INJECTED')).length >= 2);
    printed(
      outcome,
      'setOption ERR_FEATURE_UNAVAILABLE multicastAll',
      'getOption ERR_FEATURE_UNAVAILABLE multicastAll',
    );
  },
);
