import assert from 'node:assert/strict';
import test from 'node:test';
import { printed } from '../support/expect';
import { run } from '../support/program';

test('a listener that throws loses the rest of its batch; the socket goes on', async () => {
  const outcome = await run({}, ({ fast, print }) => {
    process.on('uncaughtException', (error) => print('uncaught', error.message));
    const socket = fast.createSocket('udp4');
    socket.on('messages', (batch) => {
      for (const [message] of batch) {
        print('batch', String(message));
        if (String(message) === 'three') socket.close();
        if (String(message) === 'one') throw new Error('from the listener');
      }
    });
    socket.bind(0, '127.0.0.1', () => {
      const { port } = socket.address();
      for (const text of ['one', 'two']) socket.send(text, port, '127.0.0.1');
      process.once('uncaughtException', () => socket.send('three', port, '127.0.0.1'));
    });
  });
  printed(outcome, 'batch one', 'uncaught from the listener', 'batch three');
});

test("'message' listeners hear a batch whose listener has thrown, those behind it do not", async () => {
  const outcome = await run({}, ({ fast, print }) => {
    process.on('uncaughtException', (error) => print('uncaught', error.message));
    const socket = fast.createSocket('udp4');
    socket.on('messages', () => {
      throw new Error('from the listener');
    });
    socket.on('messages', () => print('behind it'));
    socket.on('message', (message) => {
      print('message', String(message));
      if (String(message) === 'two') socket.close();
    });
    socket.bind(0, '127.0.0.1', () => {
      for (const text of ['one', 'two']) socket.send(text, socket.address().port, '127.0.0.1');
    });
  });
  printed(outcome, 'uncaught from the listener', 'message one', 'message two');
});

test('a batch whose listener has thrown can be read no more', async () => {
  const outcome = await run({}, ({ fast, print }) => {
    const code = (read: () => unknown): unknown => {
      try {
        return read();
      } catch (error) {
        return (error as NodeJS.ErrnoException).code;
      }
    };
    const socket = fast.createSocket('udp4');
    socket.on('messages', (batch) => {
      process.once('uncaughtException', () => {
        print(code(() => batch.data(0)));
        print(code(() => [...batch]));
        socket.close();
      });
      throw new Error('from the listener');
    });
    socket.bind(0, '127.0.0.1', () => socket.send('x', socket.address().port, '127.0.0.1'));
  });
  const released = 'ERR_SOCKET_DGRAM_BATCH_RELEASED';
  printed(outcome, released, released);
});

test('an uncaught error of a listener ends the process', async () => {
  const { code, lines, errors } = await run({}, ({ fast, print }) => {
    const socket = fast.createSocket('udp4');
    socket.on('message', () => print('never'));
    socket.on('messages', () => {
      throw new Error('from the listener');
    });
    socket.bind(0, '127.0.0.1', () => socket.send('x', socket.address().port, '127.0.0.1'));
  });
  assert.deepEqual({ code, lines }, { code: 1, lines: [] });
  assert.match(errors.join('\n'), /Error: from the listener/);
});

test('process.exit in a listener ends the process there', async () => {
  const outcome = await run({}, ({ fast, print }) => {
    const socket = fast.createSocket('udp4');
    socket.on('message', () => print('never'));
    socket.on('messages', (batch) => {
      print('batch', String(batch.data(0)));
      process.exit();
    });
    socket.bind(0, '127.0.0.1', () => socket.send('x', socket.address().port, '127.0.0.1'));
  });
  printed(outcome, 'batch x');
});
