import test from 'node:test';
import { type Program, processScenario } from '../support/child';

/** Node 26 is the first whose permission model knows the network. */
const ENFORCED = process.allowedNodeEnvironmentFlags.has('--allow-net');
const MODEL = process.allowedNodeEnvironmentFlags.has('--permission')
  ? '--permission'
  : '--experimental-permission';

/** An addon has to be allowed; everything else stays forbidden. */
const FORBIDDEN = [MODEL, '--allow-addons', '--allow-fs-read=*'];

function permissionScenario(
  name: string,
  { inheritsSocket = false, allowNet = false },
  program: Program,
): void {
  if (!ENFORCED) {
    test(name, { skip: 'the permission model of this Node does not know the network' });
    return;
  }
  const flags = allowNet ? [...FORBIDDEN, '--allow-net'] : FORBIDDEN;
  processScenario(name, { flags, inheritsSocket }, program);
}

permissionScenario('bind is denied, with what Node tells of it', {}, (dgram) => {
  const targets = [[0, '127.0.0.1'], [], [5000], [{ port: 5001, address: '127.0.0.2' }]];
  for (const [place, target] of targets.entries()) {
    const socket = dgram.createSocket('udp4');
    socket.on('listening', () => console.log(place, 'listening'));
    socket.on('error', (error: NodeJS.ErrnoException) => {
      const { errno, ...rest } = error;
      console.log(place, error.name, error.message, Object.keys(error), rest);
      const cause = errno as unknown as Error;
      console.log(place, cause.name, cause.message, { ...cause });
      console.log(socket.listenerCount('error'), socket.listenerCount('listening'));
    });
    Reflect.apply(socket.bind, socket, [...target, () => console.log('never')]);
    console.log(place, 'returned');
    setImmediate(() => socket.close(() => console.log(place, 'closed')));
  }
});

permissionScenario('bind of a udp6 socket is denied', {}, (dgram) => {
  const socket = dgram.createSocket('udp6');
  socket.on('error', (error: NodeJS.ErrnoException) => {
    console.log(error.message, { ...(error.errno as unknown as Error) });
  });
  socket.bind();
});

permissionScenario('a denied bind without a listener is uncaught', {}, (dgram) => {
  process.on('uncaughtException', (error) => console.log('uncaught', error.message));
  dgram.createSocket('udp4').bind(0, '127.0.0.1', () => console.log('never'));
});

permissionScenario('a denied socket may try again, and close', {}, (dgram) => {
  const socket = dgram.createSocket('udp4');
  let denied = 0;
  socket.on('error', (error: NodeJS.ErrnoException) => {
    denied += 1;
    console.log(denied, error.code);
    if (denied < 3) socket.bind(0);
    else socket.close(() => console.log('closed'));
  });
  socket.bind(0);
});

permissionScenario('send and connect are denied at their implicit bind', {}, (dgram) => {
  const attempts: ((socket: ReturnType<typeof dgram.createSocket>) => void)[] = [
    // Without callbacks: fast-dgram tells them of a failed implicit bind, Node does not.
    (socket) => socket.send('x', 9, '127.0.0.1'),
    (socket) => socket.send('x', 9, 'localhost'),
    (socket) => socket.connect(9, '127.0.0.1'),
  ];
  for (const [place, attempt] of attempts.entries()) {
    const socket = dgram.createSocket('udp4');
    socket.on('error', (error: NodeJS.ErrnoException) =>
      console.log(place, error.message, Object.keys(error)),
    );
    attempt(socket);
  }
});

permissionScenario('bindSync and connectSync throw the denial', {}, (dgram) => {
  const attempts: ((socket: ReturnType<typeof dgram.createSocket>) => void)[] = [
    (socket) => socket.bindSync({ address: '127.0.0.1' }),
    (socket) => socket.bindSync({ port: 5002 }),
    (socket) => socket.connectSync(9, '127.0.0.1'),
  ];
  for (const [place, attempt] of attempts.entries()) {
    const socket = dgram.createSocket('udp4');
    try {
      attempt(socket);
      console.log(place, 'returned');
    } catch (error) {
      const { errno, ...rest } = error as NodeJS.ErrnoException;
      console.log(place, (error as Error).message, rest, { ...(errno as unknown as Error) });
    }
    socket.close();
  }
});

permissionScenario(
  'a descriptor is not taken over, and bind throws the denial',
  { inheritsSocket: true },
  (dgram) => {
    const socket = dgram.createSocket('udp4');
    try {
      socket.bind({ fd: 3 }, () => console.log('never'));
    } catch (error) {
      console.log((error as Error).message, { ...(error as Error) });
    }
    try {
      console.log(socket.address());
    } catch (error) {
      console.log((error as NodeJS.ErrnoException).code);
    }
    socket.close();
  },
);

permissionScenario('what Node does not guard stays open', {}, (dgram) => {
  const socket = dgram.createSocket('udp4');
  for (const call of [
    () => socket.setTTL(3),
    () => socket.addMembership('224.0.0.114', '127.0.0.1'),
    () => socket.setTTL(3),
    () => socket.address().address,
  ]) {
    try {
      console.log(call());
    } catch (error) {
      console.log((error as NodeJS.ErrnoException).code);
    }
  }
  socket.close();
});

permissionScenario('with --allow-net everything works', { allowNet: true }, (dgram) => {
  const socket = dgram.createSocket('udp4');
  socket.on('message', (message) => {
    console.log(String(message));
    socket.close();
  });
  socket.bind(0, '127.0.0.1', () => {
    const client = dgram.createSocket('udp4').unref();
    client.connect(socket.address().port, '127.0.0.1', () =>
      client.send('allowed', (error, bytes) => console.log(error, bytes)),
    );
  });
});

permissionScenario(
  'a dropped permission denies sends and connects',
  { allowNet: true },
  (dgram) => {
    const { permission } = process as unknown as { permission: { drop(scope: string): void } };
    process.on('uncaughtException', (error) =>
      console.log('uncaught', error.message, { ...(error as Error) }),
    );
    const attempt = (name: string, run: () => unknown): void => {
      try {
        run();
        console.log(name, 'returned');
      } catch (error) {
        console.log(name, (error as Error).message, { ...(error as Error) });
      }
    };
    const socket = dgram.createSocket('udp4');
    const peer = dgram.createSocket('udp4');
    socket.bind(0, '127.0.0.1', () => {
      peer.connect(9, '127.0.0.1', () => {
        permission.drop('net');
        attempt('send', () => socket.send('x', 9, '127.0.0.1', () => console.log('sent')));
        attempt('connected send', () => peer.send('x', () => console.log('sent')));
        attempt('disconnect', () => peer.disconnect());
        attempt('connectSync', () => peer.connectSync(9, '127.0.0.1'));
        setImmediate(() => {
          attempt('connect', () => socket.connect(9, '127.0.0.1'));
          setImmediate(() => {
            attempt('connect again', () => socket.connect(9, '127.0.0.1'));
            socket.close(() => console.log('closed'));
            peer.close();
          });
        });
      });
    });
  },
);

if (!ENFORCED) {
  processScenario(
    'a permission model that does not know the network leaves UDP open',
    { flags: FORBIDDEN },
    (dgram) => {
      const socket = dgram.createSocket('udp4');
      socket.on('message', (message) => {
        console.log(String(message));
        socket.close();
      });
      socket.bind(0, '127.0.0.1', () => {
        const client = dgram.createSocket('udp4').unref();
        client.send('open', socket.address().port, '127.0.0.1');
      });
    },
  );
}
