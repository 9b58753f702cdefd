import assert from 'node:assert/strict';
import { once } from 'node:events';
import { features, type Socket, type SocketType } from 'fast-dgram';
import { printed } from '../support/expect';
import { cannotInject, runTraced } from '../support/fault';
import { freePort } from '../support/ports';
import { run, type Tools } from '../support/program';
import { LOOPBACK, type Sockets, socketTest } from '../support/sockets';

const unsteered = features().steering ? false : 'this kernel can not steer groups of sockets';

/** Sockets that share a port, in the order of their binds, and what each of them has heard. */
class Group {
  readonly heard: number[];
  readonly port: number;
  readonly #sockets: Socket[];

  constructor(sockets: Sockets, type: SocketType, size: number) {
    const address = LOOPBACK[type];
    const options = { type, reusePort: true, recvBufferSize: 1 << 21 };
    const first = sockets.bound(options);
    this.port = first.address().port;
    const others = Array.from({ length: size - 1 }, () => {
      const socket = sockets.unbound(options);
      socket.bindSync({ port: this.port, address });
      return socket;
    });
    this.#sockets = [first, ...others];
    this.heard = this.#sockets.map(() => 0);
    this.#sockets.forEach((socket, place) => {
      socket.on('message', () => {
        this.heard[place] = (this.heard[place] as number) + 1;
        if (this.total === this.#awaited) first.emit('all');
      });
    });
  }

  get total(): number {
    return this.heard.reduce((sum, count) => sum + count, 0);
  }

  steer(...asked: ['flow'] | ['cpu' | 'random', number]): void {
    // Any member may: the last.
    const member = this.#sockets.at(-1) as Socket;
    Reflect.apply(member.setReusePortSteering, member, asked);
  }

  /** Waits until so many have been heard since this was called last; how many each has heard. */
  async hear(count: number): Promise<number[]> {
    this.#awaited = count;
    if (this.total < count) await once(this.#sockets[0] as Socket, 'all');
    return this.heard.splice(0, this.heard.length, ...this.heard.map(() => 0));
  }

  #awaited = -1;
}

/** How a group shares one sender's datagrams, which leave each alone: a train has one receiver. */
async function split(
  sockets: Sockets,
  group: Group,
  count: number,
  type: SocketType = 'udp4',
): Promise<number[]> {
  const sender = sockets.bound({ type, coalesce: false });
  for (let place = 0; place < count; place += 1) sender.send('x', group.port, LOOPBACK[type]);
  return group.hear(count);
}

const COUNT = 2000;

for (const type of ['udp4', 'udp6'] as const) {
  socketTest(
    `at random one sender's datagrams reach all of a ${type} group`,
    { skip: unsteered },
    async (sockets) => {
      const group = new Group(sockets, type, 2);
      group.steer('random', 2);
      for (const share of await split(sockets, group, COUNT, type)) {
        // Half of them each: less than 30 % would be 18 times the standard deviation away.
        assert.ok(share > 0.3 * COUNT, `${share} of ${COUNT}`);
      }
    },
  );

  socketTest(
    `by flow, as from the start and again, one sender has one socket (${type})`,
    { skip: unsteered },
    async (sockets) => {
      const group = new Group(sockets, type, 2);
      const alone = async (): Promise<void> => {
        const shares = await split(sockets, group, 100, type);
        assert.deepEqual(
          shares.sort((one, other) => one - other),
          [0, 100],
        );
      };
      await alone();
      group.steer('flow');
      await alone();
      group.steer('random', 2);
      assert.ok((await split(sockets, group, 100, type)).every((share) => share > 0));
      group.steer('flow');
      await alone();
    },
  );
}

socketTest(
  'a place that is not there falls back to the flow',
  { skip: unsteered },
  async (sockets) => {
    const group = new Group(sockets, 'udp4', 2);
    // Nearly all answers are places behind the last.
    group.steer('random', 65_535);
    const shares = await split(sockets, group, 500);
    assert.ok(Math.max(...shares) > 490, `${shares}`);
  },
);

socketTest('only as many as are told share', { skip: unsteered }, async (sockets) => {
  const group = new Group(sockets, 'udp4', 3);
  group.steer('random', 2);
  const [first = 0, second = 0, third] = await split(sockets, group, 500);
  assert.ok(first > 0 && second > 0);
  assert.equal(third, 0);
});

/** Sends datagrams, one by one, from the CPU that it runs on. */
function sendFrom({ node }: Tools, port: number, count: number): void {
  const socket = node.createSocket('udp4');
  let left = count;
  const next = (): void => {
    left -= 1;
    if (left < 0) socket.close();
    else socket.send('x', port, '127.0.0.1', next);
  };
  next();
}

/** The CPUs that this process may run on, by number. */
async function processors(): Promise<number[]> {
  const { readFile } = await import('node:fs/promises');
  const status = await readFile('/proc/self/status', 'utf8');
  const list = /^Cpus_allowed_list:\s*(\S+)$/m.exec(status)?.[1] ?? '';
  return list.split(',').flatMap((range) => {
    const [first = 0, last = first] = range.split('-').map(Number);
    return Array.from({ length: last - first + 1 }, (_, place) => first + place);
  });
}

socketTest(
  'by CPU a datagram reaches the socket of the CPU that it came in on',
  { skip: unsteered },
  async (sockets) => {
    const chosen = (await processors()).slice(0, 4);
    const size = Math.max(...chosen) + 1;
    const group = new Group(sockets, 'udp4', size);
    group.steer('cpu', size);
    for (const processor of chosen) {
      const under = ['taskset', '--cpu-list', `${processor}`];
      printed(await run({ under }, sendFrom, group.port, 20));
      const expected = Array.from({ length: size }, (_, place) => (place === processor ? 20 : 0));
      assert.deepEqual(await group.hear(20), expected);
    }
  },
);

socketTest('ways and sizes that are none are refused', (sockets) => {
  const socket = sockets.bound({ type: 'udp4', reusePort: true });
  const call = (...args: unknown[]): unknown =>
    Reflect.apply(socket.setReusePortSteering, socket, args);
  for (const wrong of [undefined, null, 1, '', 'Flow', 'toString', {}]) {
    assert.throws(() => call(wrong, 2), { name: 'TypeError', code: 'ERR_INVALID_ARG_VALUE' });
  }
  for (const way of ['cpu', 'random']) {
    for (const wrong of [undefined, null, '2', {}]) {
      assert.throws(() => call(way, wrong), { name: 'TypeError', code: 'ERR_INVALID_ARG_TYPE' });
    }
    for (const wrong of [0, -1, 1.5, Number.NaN, 65_536]) {
      assert.throws(() => call(way, wrong), { name: 'RangeError', code: 'ERR_OUT_OF_RANGE' });
    }
  }
});

socketTest('only a bound socket with reusePort can steer', { skip: unsteered }, async (sockets) => {
  const syscall = 'setReusePortSteering';
  const unbound = sockets.unbound({ type: 'udp4', reusePort: true });
  const alone = sockets.bound();
  for (const way of ['cpu', 'random', 'flow'] as const) {
    assert.throws(() => unbound.setReusePortSteering(way, 2), { code: 'EBADF', syscall });
    assert.throws(() => alone.setReusePortSteering(way, 2), { code: 'EINVAL', syscall });
  }
  await alone[Symbol.asyncDispose]();
  assert.throws(() => alone.setReusePortSteering('flow'), { code: 'ERR_SOCKET_DGRAM_NOT_RUNNING' });
});

socketTest('a kernel that can not steer says so', { skip: cannotInject }, async () => {
  const { calls: _, ...outcome } = await runTraced(
    'setsockopt',
    ['setsockopt:error=ENOPROTOOPT'],
    ({ fast, print }) => {
      const socket = fast.createSocket('udp4');
      socket.bindSync();
      for (const way of ['random', 'flow'] as const) {
        try {
          socket.setReusePortSteering(way, 2);
        } catch (error) {
          print((error as NodeJS.ErrnoException).code, Reflect.get(error as Error, 'feature'));
        }
      }
      print(fast.features().steering);
      socket.close();
    },
  );
  const told = 'ERR_FEATURE_UNAVAILABLE steering';
  printed(outcome, told, told, 'false');
});

/** Two workers of a cluster that share a port; the datagrams that each hears are told apart. */
function steerCluster({ fast, print, require }: Tools, port: number): void {
  const cluster = require('node:cluster') as typeof import('node:cluster').default;
  const count = 400;
  if (cluster.isPrimary) {
    const heard = [0, 0];
    let bound = 0;
    const sender = fast.createSocket({ type: 'udp4', coalesce: false });
    [0, 1].forEach((place) => {
      cluster.fork().on('message', (message) => {
        if (message === 'bound') {
          bound += 1;
          if (bound < 2) return;
          for (let sent = 0; sent < count; sent += 1) sender.send('x', port, '127.0.0.1');
          return;
        }
        heard[place] = (heard[place] as number) + 1;
        if ((heard[0] as number) + (heard[1] as number) < count) return;
        print(heard.every((share) => share > count / 4));
        sender.close();
        cluster.disconnect();
      });
    });
    return;
  }
  const options = { type: 'udp4', reusePort: true, recvBufferSize: 1 << 20 } as const;
  const socket = fast.createSocket(options);
  socket.on('message', () => process.send?.('heard'));
  process.on('disconnect', () => socket.close());
  socket.bind(port, '127.0.0.1', () => {
    socket.setReusePortSteering('random', 2);
    process.send?.('bound');
  });
}

/** The same with worker threads. */
function steerThreads({ fast, print, require }: Tools, port: number): void {
  const threads = require('node:worker_threads') as typeof import('node:worker_threads');
  const count = 400;
  if (!threads.isMainThread) {
    const options = { type: 'udp4', reusePort: true, recvBufferSize: 1 << 20 } as const;
    const socket = fast.createSocket(options);
    socket.on('message', () => threads.parentPort?.postMessage('heard'));
    socket.bind(port, '127.0.0.1', () => threads.parentPort?.postMessage('bound'));
    return;
  }
  const heard = [0, 0];
  let bound = 0;
  // A third member, of the main thread, steers the group past itself.
  const member = fast.createSocket({ type: 'udp4', coalesce: false, reusePort: true });
  const workers = [0, 1].map((place) =>
    new threads.Worker(__filename).on('message', (message) => {
      if (message === 'bound') {
        bound += 1;
        if (bound < 2) return;
        member.bindSync({ port, address: '127.0.0.1' });
        member.setReusePortSteering('random', 2);
        for (let sent = 0; sent < count; sent += 1) member.send('x', port, '127.0.0.1');
        return;
      }
      heard[place] = (heard[place] as number) + 1;
      if ((heard[0] as number) + (heard[1] as number) < count) return;
      print(heard.every((share) => share > count / 4));
      member.close();
      for (const worker of workers) void worker.terminate();
    }),
  );
}

socketTest('a group across the workers of a cluster is steered', { skip: unsteered }, async () => {
  printed(await run({}, steerCluster, await freePort('127.0.0.1')), 'true');
});

socketTest('a group across worker threads is steered', { skip: unsteered }, async () => {
  printed(await run({}, steerThreads, await freePort('127.0.0.1')), 'true');
});
