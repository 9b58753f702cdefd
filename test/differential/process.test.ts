import { processScenario } from '../support/child';

// Surprise 2 is told apart by version of Node: 24.21 listens with errorMonitor, so that the error
// of a bind with a callback is uncaught too; 20 and 22 listen with 'error', which swallows it.
processScenario('a port in use, with a callback and without an error listener', (dgram) => {
  const owner = dgram.createSocket('udp4');
  owner.bind(0, '127.0.0.1', () => {
    const socket = dgram.createSocket('udp4');
    process.on('uncaughtException', (error: NodeJS.ErrnoException) =>
      console.log('uncaught', error.code, error.syscall),
    );
    socket.bind(owner.address().port, '127.0.0.1', () => console.log('never'));
    setImmediate(() => {
      console.log('listeners', socket.listenerCount('error'), socket.listenerCount('listening'));
      owner.close();
    });
  });
});

processScenario('a port in use without a callback or a listener is uncaught', (dgram) => {
  // Surprise 2.
  const owner = dgram.createSocket('udp4');
  owner.bind(0, '127.0.0.1', () => {
    dgram.createSocket('udp4').bind(owner.address().port, '127.0.0.1');
  });
});

processScenario(
  'a failed lookup of a send without a callback or a listener is uncaught',
  (dgram) => {
    const socket = dgram.createSocket({
      type: 'udp4',
      lookup: (name, _options, callback) => {
        if (name === 'nowhere')
          callback(Object.assign(new Error('no such name'), { code: 'ENOTFOUND' }), '', 4);
        else callback(null, name, 4);
      },
    });
    socket.bind(0, '127.0.0.1', () => socket.send('x', 9, 'nowhere'));
  },
);

processScenario('a refused datagram without an error listener is uncaught', (dgram) => {
  const nobody = dgram.createSocket('udp4');
  nobody.bind(0, '127.0.0.1', () => {
    const { port } = nobody.address();
    nobody.close(() => {
      const socket = dgram.createSocket('udp4');
      socket.connect(port, '127.0.0.1', () => socket.send('x', () => console.log('sent')));
    });
  });
});

processScenario(
  'a throwing message listener is uncaught, and the next datagrams are delivered',
  (dgram) => {
    process.on('uncaughtException', (error, origin) =>
      console.log('uncaught', error.message, origin),
    );
    const server = dgram.createSocket('udp4');
    let heard = 0;
    server.on('message', (message) => {
      heard += 1;
      console.log('message', String(message));
      if (heard === 6) server.close();
      if (heard % 2 === 1) throw new Error(`from ${message}`);
    });
    server.bind(0, '127.0.0.1', () => {
      const client = dgram.createSocket('udp4');
      let sent = 0;
      for (let index = 0; index < 6; index += 1) {
        client.send(`datagram ${index}`, server.address().port, '127.0.0.1', () => {
          sent += 1;
          if (sent === 6) client.close();
        });
      }
    });
  },
);

processScenario('a throwing message listener ends a process that does not catch', (dgram) => {
  const server = dgram.createSocket('udp4');
  server.on('message', (message) => {
    console.log('message', String(message));
    throw new RangeError('from the listener');
  });
  server.bind(0, '127.0.0.1', () => {
    const client = dgram.createSocket('udp4');
    for (const text of ['one', 'two']) client.send(text, server.address().port, '127.0.0.1');
  });
});

processScenario('a rejected promise of a message listener is unhandled', (dgram) => {
  const server = dgram.createSocket('udp4');
  process.on('unhandledRejection', (reason) => console.log('unhandled', (reason as Error).message));
  server.on('message', async (message) => {
    if (String(message) === 'two') server.close();
    throw new Error(`from ${message}`);
  });
  server.bind(0, '127.0.0.1', () => {
    const client = dgram.createSocket('udp4').unref();
    for (const text of ['one', 'two']) client.send(text, server.address().port, '127.0.0.1');
  });
});

processScenario(
  'a throwing send callback is uncaught, and the next callbacks are called',
  (dgram) => {
    process.on('uncaughtException', (error) => console.log('uncaught', error.message));
    const socket = dgram.createSocket('udp4');
    socket.bind(0, '127.0.0.1', () => {
      let called = 0;
      for (let index = 0; index < 5; index += 1) {
        socket.send('x', socket.address().port, '127.0.0.1', (error, bytes) => {
          console.log('callback', index, error, bytes);
          called += 1;
          if (called === 5) socket.close();
          throw new Error(`from callback ${index}`);
        });
      }
    });
  },
);

processScenario('a throwing send callback ends a process that does not catch', (dgram) => {
  const socket = dgram.createSocket('udp4');
  socket.send('x', 9, '127.0.0.1', () => {
    throw new TypeError('from the callback');
  });
});

processScenario(
  'throwing in listening, connect and close is uncaught, and the socket works on',
  (dgram) => {
    process.on('uncaughtException', (error) => console.log('uncaught', error.message));
    const socket = dgram.createSocket('udp4');
    socket.on('listening', () => {
      setImmediate(() => socket.connect(9, '127.0.0.1'));
      throw new Error('from listening');
    });
    socket.on('connect', () => {
      console.log('remote', socket.remoteAddress());
      setImmediate(() => socket.close());
      throw new Error('from connect');
    });
    socket.on('close', () => {
      throw new Error('from close');
    });
    socket.bind(0, '127.0.0.1');
  },
);

processScenario(
  'a socket error event that nobody hears is uncaught with its own error',
  (dgram) => {
    const socket = dgram.createSocket('udp6');
    process.on('uncaughtException', (error) => {
      console.log(error.name, error.message, Object.keys(error).join());
    });
    socket.bind(0, '127.0.0.1');
  },
);

processScenario('process.exit in a message listener ends the process there', (dgram) => {
  const server = dgram.createSocket('udp4');
  process.on('exit', (code) => console.log('exit', code));
  server.on('message', (message) => {
    console.log('message', String(message));
    process.exit(7);
  });
  server.bind(0, '127.0.0.1', () => {
    const client = dgram.createSocket('udp4');
    for (const text of ['one', 'two', 'three'])
      client.send(text, server.address().port, '127.0.0.1');
  });
});

processScenario('open sockets do not hinder process.exit', (dgram) => {
  for (let index = 0; index < 20; index += 1) dgram.createSocket('udp4').bind(0, '127.0.0.1');
  setImmediate(() => process.exit(0));
});

processScenario(
  'underscore accessors warn once each, and tell the state',
  { requires: 'underscore accessors' },
  (dgram) => {
    const socket = dgram.createSocket({ type: 'udp4', reuseAddr: true });
    const show = (when: string): void => {
      for (const key of ['_receiving', '_bindState', '_queue', '_reuseAddr']) {
        console.log(when, key, Reflect.get(socket, key));
      }
      console.log(when, typeof Reflect.get(socket, '_handle'));
    };
    show('unbound');
    socket.bind(0, '127.0.0.1', () => {
      show('bound');
      Reflect.apply(Reflect.get(socket, '_healthCheck'), socket, []);
      Reflect.apply(Reflect.get(socket, '_stopReceiving'), socket, []);
      console.log('stopped', Reflect.get(socket, '_receiving'));
      socket.close(() => {
        try {
          Reflect.apply(Reflect.get(socket, '_healthCheck'), socket, []);
        } catch (error) {
          console.log((error as NodeJS.ErrnoException).code);
        }
      });
    });
  },
);

processScenario(
  'underscore accessors may be set',
  { requires: 'underscore accessors' },
  (dgram) => {
    for (const key of ['_handle', '_bindState', '_queue', '_reuseAddr', '_receiving']) {
      const socket = dgram.createSocket('udp4');
      console.log(key, Reflect.set(socket, key, null));
    }
  },
);

processScenario(
  'who monitors errors finds what waits for a bind that fails, who listens to them does not',
  { requires: 'underscore accessors' },
  (dgram) => {
    const { errorMonitor } = require('node:events');
    const socket = dgram.createSocket({
      type: 'udp4',
      lookup: (_name, _options, callback) => setImmediate(callback, new Error('none'), '', 4),
    });
    const show = (when: string): void =>
      console.log(when, (Reflect.get(socket, '_queue') as unknown[] | undefined)?.length);
    socket.on(errorMonitor, () => show('monitor'));
    socket.on('error', () => show('listener'));
    socket.send('x', 9, '127.0.0.1');
    socket.send('y', 9, '127.0.0.1');
  },
);

processScenario(
  'no warning is printed for ordinary use',
  { flags: ['--pending-deprecation'] },
  (dgram) => {
    const server = dgram.createSocket('udp4');
    server.on('message', (message, rinfo) => {
      console.log('message', String(message), rinfo.family, rinfo.size);
      server.close();
    });
    server.bind(0, '127.0.0.1', () => {
      const client = dgram.createSocket({ type: 'udp4', reuseAddr: true });
      client.send('x', server.address().port, '127.0.0.1', () => client.close());
    });
  },
);

processScenario('a domain gets the errors of a socket that was created in it', (dgram, require) => {
  const domain = (require('node:domain') as typeof import('node:domain')).create();
  domain.on('error', (error) => console.log('domain', error.message));
  domain.run(() => {
    const socket = dgram.createSocket('udp4');
    socket.on('message', () => {
      socket.close();
      throw new Error('from the listener');
    });
    socket.bind(0, '127.0.0.1', () => {
      dgram.createSocket('udp6').bind(0, '127.0.0.1');
      socket.send('x', socket.address().port, '127.0.0.1', () => {
        throw new Error('from the callback');
      });
    });
  });
});

processScenario(
  'with captureRejections a rejection of a listener is an error event',
  (dgram, require) => {
    const events = require('node:events') as typeof import('node:events');
    events.captureRejections = true;
    const socket = dgram.createSocket('udp4');
    socket.on('error', (error) => {
      console.log('error', error.message);
      socket.close();
    });
    socket.on('message', async (message) => {
      throw new Error(`from ${message}`);
    });
    socket.bind(0, '127.0.0.1', () => socket.send('x', socket.address().port, '127.0.0.1'));
  },
);
