import assert from 'node:assert/strict';
import { type FaultOutcome, faultTest } from '../support/fault';
import type { Tools } from '../support/program';

/** What each option asks the kernel for, in the order of the calls, as strace names it. */
const RECEIVE_OPTIONS = [
  'IP_PKTINFO',
  'IP_RECVTOS',
  'IP_RECVTTL',
  'SO_TIMESTAMPNS',
  'SO_RXQ_OVFL',
  'IP_RECVERR',
];

/** The options that a socket is asked for first which is thrown away: what the kernel has. */
const PROBES = 10;

/** Binds a socket that asks for all of them, once more where that fails, and sends to itself. */
function bindInformed({ fast, print, require }: Tools): void {
  const channels = require('node:diagnostics_channel') as typeof import('node:diagnostics_channel');
  channels.subscribe('fast-dgram.drop', () => {});
  const socket = fast.createSocket({ type: 'udp4', receiveInfo: true, icmpErrors: true });
  const bind = (): void => {
    socket.bind(0, '127.0.0.1', () => socket.send('x', socket.address().port, '127.0.0.1'));
  };
  socket.on('error', ({ code, syscall }: NodeJS.ErrnoException) => {
    print('error', code, syscall);
    bind();
  });
  socket.on('message', (message, { ttl, tos, destinationAddress, timestamp }) => {
    print(`received ${message}`, ttl, tos, destinationAddress, typeof timestamp);
    socket.close();
  });
  bind();
}

RECEIVE_OPTIONS.forEach((option, place) => {
  for (const error of ['ENOPROTOOPT', 'EPERM', 'ENOMEM']) {
    faultTest(
      `${error} of ${option} fails the bind, and the next bind asks for all again`,
      [`setsockopt:error=${error}:when=${PROBES + place + 1}`],
      bindInformed,
      [],
      ({ lines, errors, calls }) => {
        assert.deepEqual(errors, []);
        const received = 'received x 64 0 127.0.0.1 bigint';
        assert.deepEqual(lines, [`error ${error} recvStart`, received]);
        const injected = calls.filter((call) => call.includes('(INJECTED)'));
        assert.equal(injected.length, 1);
        assert.ok(injected[0]?.includes(option), injected[0]);
      },
    );
  }
});

faultTest(
  'what was set before a bind that failed is set again by the next, on that socket alone',
  // After the other socket's one, and its own ttl.
  [`setsockopt:error=ENOMEM:when=${1 + PROBES + 2}`],
  ({ fast, print }) => {
    const other = fast.createSocket({ type: 'udp4', coalesce: false });
    other.bindSync({ address: '127.0.0.1' });
    const socket = fast.createSocket({ type: 'udp4', receiveInfo: ['ttl'] });
    socket.setOption('ttl', 33);
    socket.once('error', ({ code, syscall }: NodeJS.ErrnoException) => {
      print('error', code, syscall);
      socket.bind(0, '127.0.0.1', () => {
        print(socket.getOption('ttl'), other.getOption('ttl'));
        socket.close();
        other.close();
      });
    });
    socket.bind(0, '127.0.0.1');
  },
  [],
  ({ lines, errors, calls }) => {
    assert.deepEqual(errors, []);
    assert.deepEqual(lines, ['error ENOMEM recvStart', '33 64']);
    assert.ok(calls.some((call) => call.includes('IP_RECVTTL') && call.includes('(INJECTED)')));
  },
);

faultTest(
  'where the kernel tells neither drops nor sizes, stats() says so and goes on',
  ['getsockopt:error=ENOPROTOOPT:when=1+'],
  ({ fast, print }) => {
    const socket = fast.createSocket('udp4');
    socket.bind(0, '127.0.0.1', () => {
      const { datagramsDropped, recvBuffer, sendBuffer } = socket.stats();
      print(datagramsDropped, recvBuffer.granted, sendBuffer.granted);
      socket.close();
    });
  },
  [],
  ({ lines, errors }) =>
    assert.deepEqual({ lines, errors }, { lines: ['undefined 0 0'], errors: [] }),
);

faultTest(
  'features() throws where no socket can be opened to ask, and asks again',
  ['socket:error=EMFILE:when=1'],
  ({ fast, print }) => {
    try {
      fast.features();
    } catch (error) {
      const { code, syscall } = error as NodeJS.ErrnoException;
      print(code, syscall);
    }
    print(fast.features().destination);
  },
  [],
  ({ lines, errors }) =>
    assert.deepEqual({ lines, errors }, { lines: ['EMFILE socket', 'true'], errors: [] }),
);

/** Sends where nobody listens, and to itself once that was told or could not be. */
function sendNowhere({ fast, print }: Tools): void {
  const nobody = fast.createSocket('udp4');
  const { port } = nobody.bindSync({ address: '127.0.0.1' });
  nobody.close();
  const socket = fast.createSocket({ type: 'udp4', icmpErrors: true });
  const own = socket.bindSync({ address: '127.0.0.1' });
  const TURNS = 200;
  const turn = (left: number, then: () => void): void => {
    if (left === 0) then();
    else setImmediate(turn, left - 1, then);
  };
  const go = (): void => socket.send('still here', own.port, '127.0.0.1');
  socket.on('icmpError', (error) => {
    print('icmpError', error.code, error.port === port);
    go();
  });
  socket.on('error', ({ code, syscall }: NodeJS.ErrnoException) => {
    print('error', code, syscall);
    go();
  });
  socket.on('message', (message) => {
    print(`received ${message}`);
    // In each of these turns of the loop something could be read once more.
    turn(TURNS, () => socket.close(() => print('closed')));
  });
  socket.send('x', port, '127.0.0.1', (error) => print('sent', error?.message));
}

/** How often the error queue was read, and datagrams were. */
function reads(calls: readonly string[]): { ofErrors: number; ofDatagrams: number } {
  return {
    ofErrors: calls.filter((call) => call.startsWith('recvmsg(')).length,
    ofDatagrams: calls.filter((call) => call.startsWith('recvmmsg(')).length,
  };
}

function told(line: string): (outcome: FaultOutcome) => void {
  return ({ lines, errors, calls }) => {
    assert.deepEqual(errors, []);
    assert.deepEqual(lines, ['sent undefined', line, 'received still here', 'closed']);
    const { ofErrors, ofDatagrams } = reads(calls);
    assert.ok(ofErrors < 110 && ofDatagrams < 20, `${ofErrors} and ${ofDatagrams} reads: it spins`);
    assert.ok(calls.some((call) => call.includes('(INJECTED)')));
  };
}

for (const [error, times] of [
  ['EINTR', 1],
  ['EINTR', 100],
  ['ENOMEM', 1],
  ['ENOMEM', 7],
] as const) {
  faultTest(
    `an ICMP error is told although reading it fails with ${error}, times ${times}`,
    [`recvmsg:error=${error}:when=1..${times}`],
    sendNowhere,
    [],
    told('icmpError ECONNREFUSED true'),
  );
}

for (const error of ['ENOMEM', 'EIO', 'EINVAL']) {
  faultTest(
    `lasting ${error} of the error queue is told once, and datagrams arrive`,
    [`recvmsg:error=${error}:when=1+`],
    sendNowhere,
    [],
    told(`error ${error} recvmsg`),
  );
}

/** Sends one datagram to itself from a socket that asks for ICMP errors. */
function sendOnce({ fast, print }: Tools): void {
  const socket = fast.createSocket({ type: 'udp4', icmpErrors: true });
  const { port } = socket.bindSync({ address: '127.0.0.1' });
  socket.on('message', (message) => {
    print(`received ${message}`);
    socket.close();
  });
  socket.send('x', port, '127.0.0.1', (error) => {
    print((error as NodeJS.ErrnoException | null)?.code ?? 'sent');
    if (error) socket.close();
  });
}

for (const error of ['ECONNREFUSED', 'EHOSTUNREACH']) {
  faultTest(
    `${error} of an earlier datagram is not a send's: it is made again`,
    [`sendmsg:error=${error}:when=1..7`],
    sendOnce,
    [],
    ({ lines, errors, calls }) => {
      assert.deepEqual({ lines, errors }, { lines: ['sent', 'received x'], errors: [] });
      assert.equal(calls.filter((call) => call.startsWith('sendmsg(')).length, 8);
    },
  );
  faultTest(
    `lasting ${error} of a send is told to its callback after 8 attempts`,
    [`sendmsg:error=${error}:when=1+`],
    sendOnce,
    [],
    ({ lines, errors, calls }) => {
      assert.deepEqual({ lines, errors }, { lines: [error], errors: [] });
      assert.equal(calls.filter((call) => call.startsWith('sendmsg(')).length, 8);
    },
  );
}
