import { scenario } from '../support/differential';

scenario('a port in use is an error event', { families: true }, async (context) => {
  const owner = await context.bound('owner');
  const { port, address } = owner.address();
  const socket = context.socket('socket');
  context.record(socket, 'socket');
  const failed = context.next(socket, 'error');
  context.call(socket, 'bind', port, address);
  await failed;
  context.trace('listeners left', socket.listenerCount('listening'), socket.listenerCount('error'));
});

scenario(
  'a port in use is an error event with a callback too, which is dropped',
  { families: true },
  async (context) => {
    const owner = await context.bound('owner');
    const { port, address } = owner.address();
    const socket = context.socket('socket');
    context.record(socket, 'socket', ['error', 'listening']);
    const failed = context.next(socket, 'error');
    context.call(socket, 'bind', port, address, context.callback('never'));
    await failed;
    await context.turns();
    context.trace(
      'listeners left',
      socket.listenerCount('listening'),
      socket.listenerCount('error'),
    );
  },
);

scenario(
  'a failed bind leaves the socket unbound, and it can bind again',
  { families: true },
  async (context) => {
    const owner = await context.bound('owner');
    const { port, address } = owner.address();
    const socket = context.socket('socket');
    context.record(socket, 'socket');
    const failed = context.next(socket, 'error');
    socket.bind(port, address);
    await failed;
    context.call(socket, 'address');
    context.call(socket, 'setTTL', 5);
    const bound = context.callback('bound');
    context.call(socket, 'bind', 0, context.loopback, bound);
    await bound.called;
    context.trace('address', socket.address());
  },
);

scenario('bind may be retried inside the error listener', async (context) => {
  const owner = await context.bound('owner');
  const { port, address } = owner.address();
  const socket = context.socket('socket');
  context.record(socket, 'socket');
  const bound = context.callback('bound');
  socket.once('error', () => context.call(socket, 'bind', 0, address, bound));
  socket.bind(port, address);
  await bound.called;
});

scenario('a socket may be closed after and inside a failed bind', async (context) => {
  const owner = await context.bound('owner');
  const { port, address } = owner.address();
  const inside = context.socket('inside');
  context.record(inside, 'inside');
  const closed = context.next(inside, 'close');
  inside.once('error', () => context.call(inside, 'close', context.callback('closed')));
  inside.bind(port, address);
  await closed;
});

scenario('an address of nobody here is EADDRNOTAVAIL', { families: true }, async (context) => {
  const stranger = context.type === 'udp4' ? '192.0.2.77' : '2001:db8::77';
  for (const port of [0, 9]) {
    const socket = context.socket('socket');
    context.record(socket, 'socket');
    const failed = context.next(socket, 'error');
    context.call(socket, 'bind', port, stranger);
    await failed;
  }
});

scenario('a literal of the other family is an error', { families: true }, async (context) => {
  const others =
    context.type === 'udp4' ? ['::1', '::', '::ffff:127.0.0.1'] : ['127.0.0.1', '0.0.0.0'];
  for (const address of others) {
    const socket = context.socket('socket');
    context.record(socket, 'socket');
    const settled = Promise.race([
      context.next(socket, 'error'),
      context.next(socket, 'listening'),
    ]);
    context.call(socket, 'bind', 0, address);
    await settled;
  }
});

scenario('addresses of a wrong type throw or fail', { families: true }, async (context) => {
  for (const address of [1, true, {}, [], 0, false, NaN]) {
    const socket = context.socket('socket');
    context.record(socket, 'socket');
    context.call(socket, 'bind', 0, address);
    await context.turns(2);
  }
  for (const address of [1, true, {}, [], 0, false]) {
    const socket = context.socket('socket');
    context.record(socket, 'socket');
    context.call(socket, 'bind', { port: 0, address });
    await context.turns(2);
  }
});

/** Odd ports reach the kernel after ToUint32 and a cut to 16 bits; those that end up as 0 are safe. */
scenario(
  'odd ports that are 0 in the end bind to a free port',
  { families: true },
  async (context) => {
    for (const port of [
      null,
      undefined,
      '',
      '0',
      0.5,
      NaN,
      false,
      -0,
      0n,
      65_536,
      '65536',
      131_072,
      -65_536,
    ]) {
      const socket = context.socket('socket');
      context.record(socket, 'socket');
      const settled = Promise.race([
        context.next(socket, 'error'),
        context.next(socket, 'listening'),
      ]);
      context.attempt(`bind ${String(port)}`, () =>
        socket.bind({ port: port as number, address: context.loopback }),
      );
      await Promise.race([settled, context.turns()]);
      context.attempt('free port', () => socket.address().port > 1023);
    }
  },
);

scenario('odd ports are cut to 16 bits', { families: true }, async (context) => {
  const owner = await context.bound('owner');
  const { port, address } = owner.address();
  const odd = {
    text: String(port),
    fraction: port + 0.5,
    above: port + 65_536,
    below: port - 65_536,
    hex: `0x${port.toString(16)}`,
  };
  for (const [label, value] of Object.entries(odd)) {
    const socket = context.socket('socket');
    const settled = Promise.race([
      context.next(socket, 'error'),
      context.next(socket, 'listening'),
      context.turns(),
    ]);
    context.trace(label);
    socket.bind(value as number, address);
    const [error] = (await settled) ?? [];
    const shown = error as { code?: string; port?: unknown; message?: string } | undefined;
    context.trace(
      'outcome',
      shown?.code,
      shown?.port === value,
      shown?.message?.endsWith(String(value)),
    );
  }
});

scenario('a port that no port can be made of', { families: true }, async (context) => {
  for (const port of [{}, [], 'http', Infinity, -Infinity, true, () => 1]) {
    const socket = context.socket('socket');
    context.record(socket, 'socket', ['error']);
    context.attempt(`bind ${String(port)}`, () => {
      socket.bind({ port: port as number, address: '192.0.2.77' });
    });
    await context.turns(2);
  }
});

scenario(
  'an implicit bind that fails reports an error and drops what was queued',
  async (context) => {
    // A mistake of Node's that the socket survives: see whether a later bind works.
    let calls = 0;
    const socket = context.socket('socket', {
      lookup: (_host, _options, callback) => {
        calls += 1;
        if (calls === 1) callback(Object.assign(new Error('no bind'), { code: 'ENOBIND' }), '', 4);
        else callback(null, '127.0.0.1', 4);
      },
    });
    context.record(socket, 'socket');
    const failed = context.next(socket, 'error');
    context.attempt('send', () => socket.send('x', 9, '127.0.0.1', context.callback('sent')));
    await failed;
    await context.turns();
    context.call(socket, 'address');
    const bound = context.callback('bound');
    context.call(socket, 'bind', 0, '127.0.0.1', bound);
    await bound.called;
    await context.turns();
  },
);
