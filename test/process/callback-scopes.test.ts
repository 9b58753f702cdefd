import { once } from 'node:events';
import path from 'node:path';
import { processScenario } from '../support/child';
import type { Context } from '../support/context';
import type { Socket } from '../support/dgram';
import { scenario } from '../support/differential';

/** A program for `--require`. */
const WITHOUT_TICK_CALLBACK = path.resolve(__dirname, '../support/without-tick-callback.js');

/** Sends equal-sized datagrams in one tick: on fast-dgram, one train. */
async function train(context: Context, server: Socket, count: number): Promise<void> {
  const client = await context.bound('client');
  const { port } = server.address();
  for (let place = 0; place < count; place += 1) {
    client.send(`datagram ${String(place).padStart(3, '0')}`, port, context.loopback);
  }
}

scenario('ticks and promise jobs of one message run before the next message', async (context) => {
  const server = await context.bound('server');
  const received = context.messages(server, 10);
  server.on('message', (message) => {
    context.trace(`${message}`);
    process.nextTick(() => {
      context.trace(`tick of ${message}`);
      Promise.resolve().then(() => context.trace(`promise of the tick of ${message}`));
    });
    queueMicrotask(() => {
      context.trace(`microtask of ${message}`);
      process.nextTick(() => context.trace(`tick of the microtask of ${message}`));
    });
    (async () => {
      for (let step = 0; step < 5; step += 1) await null;
      context.trace(`five awaits of ${message}`);
    })();
  });
  await train(context, server, 10);
  await received;
  await context.turns(1);
});

scenario('awaiting one message after the other loses none of a train of 50', async (context) => {
  const server = await context.bound('server');
  const sent = train(context, server, 50);
  for (let place = 0; place < 50; place += 1) {
    const [message] = await once(server, 'message');
    context.trace(`${place}: ${message}`);
  }
  await sent;
});

scenario('a listener that a promise adds hears the next datagram of a train', async (context) => {
  const server = await context.bound('server');
  const received = context.messages(server, 5);
  let listeners = 0;
  server.on('message', async () => {
    await null;
    const name = `listener ${listeners++}`;
    server.on('message', (message) => context.trace(`${name} hears ${message}`));
  });
  await train(context, server, 5);
  await received;
  await context.turns(1);
});

scenario('close in the middle of a train stops delivery at once', async (context) => {
  const server = await context.bound('server');
  const closed = context.next(server, 'close');
  let heard = 0;
  server.on('message', (message) => {
    context.trace(`${message}`);
    heard += 1;
    if (heard === 7) server.close();
  });
  await train(context, server, 30);
  await closed;
  await context.turns();
});

scenario('close in a tick or a promise of a message stops delivery too', async (context) => {
  for (const later of [process.nextTick, queueMicrotask]) {
    const server = await context.bound('server');
    const closed = context.next(server, 'close');
    let heard = 0;
    server.on('message', (message) => {
      context.trace(`${message}`);
      heard += 1;
      if (heard === 3) later(() => server.close());
    });
    await train(context, server, 20);
    await closed;
    await context.turns();
  }
});

scenario('a listener that is removed in the middle of a train hears no more', async (context) => {
  const server = await context.bound('server');
  const received = context.messages(server, 10);
  let heard = 0;
  const listener = (message: Buffer): void => {
    context.trace(`${message}`);
    heard += 1;
    if (heard === 4) server.removeListener('message', listener);
  };
  server.on('message', listener);
  await train(context, server, 10);
  await received;
});

scenario('one socket closes another in the middle of its train', async (context) => {
  const first = await context.bound('first');
  const second = await context.bound('second');
  const closed = context.next(second, 'close');
  second.on('message', (message) => context.trace(`second hears ${message}`));
  first.on('message', (message) => {
    if (String(message) === 'datagram 000') second.close();
  });
  await train(context, first, 5);
  await closed;
  context.attempt('send', () => second.send('x', 9, context.loopback));
});

processScenario('a throwing listener is uncaught, and the train goes on', (dgram) => {
  process.on('uncaughtException', (error) => console.log('uncaught', error.message));
  const server = dgram.createSocket('udp4');
  let heard = 0;
  server.on('message', (message) => {
    heard += 1;
    console.log('message', String(message));
    if (heard === 40) server.close();
    process.nextTick(() => console.log('tick of', String(message)));
    if (heard % 3 === 0) throw new Error(`from ${message}`);
    if (heard % 3 === 1) {
      process.nextTick(() => {
        throw new Error(`from the tick of ${message}`);
      });
    }
  });
  server.bind(0, '127.0.0.1', () => {
    const client = dgram.createSocket('udp4').unref();
    client.bind(0, '127.0.0.1', () => {
      for (let place = 10; place < 50; place += 1) {
        client.send(`datagram ${place}`, server.address().port, '127.0.0.1');
      }
    });
  });
});

processScenario(
  "ticks that a throwing listener leaves run after the next socket's first message",
  (dgram, require) => {
    const { createHook } = require('node:async_hooks') as typeof import('node:async_hooks');
    // Only then does Node look at its stack of asynchronous contexts, which a tick that throws stays in.
    createHook({ before() {} }).enable();
    process.on('uncaughtException', (error) => console.log('uncaught', error.message));
    const first = dgram.createSocket('udp4');
    const second = dgram.createSocket('udp4');
    first.on('message', () => {
      console.log('first message');
      process.nextTick(() => {
        console.log('tick');
        throw new Error('from the tick');
      });
      process.nextTick(() => console.log('next tick'));
      first.close();
      throw new Error('from the listener');
    });
    second.on('message', () => {
      console.log('second message');
      process.nextTick(() => console.log('tick of the second message'));
      second.close();
    });
    first.bind(0, '127.0.0.1', () => {
      second.bind(0, '127.0.0.1', () => {
        const client = dgram.createSocket('udp4').unref();
        client.bind(0, '127.0.0.1', () => {
          for (const { port } of [first.address(), second.address()]) {
            client.send('x', port, '127.0.0.1');
          }
        });
      });
    });
  },
);

for (const [condition, flags] of [
  ['--pending-deprecation', ['--pending-deprecation']],
  ['a Node that has no process._tickCallback', ['--require', WITHOUT_TICK_CALLBACK]],
] as const) {
  processScenario(`with ${condition} each message has a scope of its own`, { flags }, (dgram) => {
    process.on('uncaughtException', (error) => console.log('uncaught', error.message));
    const server = dgram.createSocket('udp4');
    server.on('message', (message) => {
      console.log('message', String(message));
      if (String(message) === 'datagram 19') server.close();
      Promise.resolve().then(() => console.log('promise of', String(message)));
      process.nextTick(() => {
        console.log('tick of', String(message));
        throw new Error(`from the tick of ${message}`);
      });
    });
    server.bind(0, '127.0.0.1', () => {
      const client = dgram.createSocket('udp4').unref();
      client.bind(0, '127.0.0.1', () => {
        for (let place = 10; place < 20; place += 1) {
          client.send(`datagram ${place}`, server.address().port, '127.0.0.1');
        }
      });
    });
  });
}

processScenario('without hooks, promise jobs of a message run in no context', (dgram, require) => {
  const { executionAsyncId } = require('node:async_hooks') as typeof import('node:async_hooks');
  const server = dgram.createSocket('udp4');
  server.on('message', (message) => {
    Promise.resolve().then(() => console.log(String(message), executionAsyncId()));
    if (String(message) === 'datagram 14') setImmediate(() => server.close());
  });
  server.bind(0, '127.0.0.1', () => {
    const client = dgram.createSocket('udp4').unref();
    client.bind(0, '127.0.0.1', () => {
      for (let place = 10; place < 15; place += 1) {
        client.send(`datagram ${place}`, server.address().port, '127.0.0.1');
      }
    });
  });
});

processScenario('process.exit in the middle of a train ends the process there', (dgram) => {
  const server = dgram.createSocket('udp4');
  server.on('message', (message) => {
    console.log('message', String(message));
    if (String(message) === 'datagram 14') process.exit(3);
  });
  server.bind(0, '127.0.0.1', () => {
    const client = dgram.createSocket('udp4');
    client.bind(0, '127.0.0.1', () => {
      for (let place = 10; place < 50; place += 1) {
        client.send(`datagram ${place}`, server.address().port, '127.0.0.1');
      }
    });
  });
});
