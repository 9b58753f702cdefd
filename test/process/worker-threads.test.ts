import test from 'node:test';
import { printed } from '../support/expect';
import { run } from '../support/program';

test('sockets of several worker threads and of the main thread talk to each other', async () => {
  const outcome = await run({}, ({ fast, print, require }) => {
    const { Worker, isMainThread, parentPort, workerData } =
      require('node:worker_threads') as typeof import('node:worker_threads');
    const socket = fast.createSocket('udp4');
    if (isMainThread) {
      const heard = new Set<string>();
      socket.on('message', (message, { port }) => {
        heard.add(String(message));
        socket.send(`answer to ${message}`, port, '127.0.0.1');
      });
      socket.bind(0, '127.0.0.1', async () => {
        const { port } = socket.address();
        const names = ['a', 'b', 'c'];
        const answers = await Promise.all(
          names.map(
            (name) =>
              new Promise<unknown>((resolve) => {
                new Worker(__filename, { workerData: { port, name } }).on('message', resolve);
              }),
          ),
        );
        print(answers.sort().join(', '), heard.size);
        socket.close();
      });
      return;
    }
    const { port, name } = workerData as { port: number; name: string };
    let heard = 0;
    socket.on('message', (message) => {
      heard += 1;
      if (heard < 50) return;
      parentPort?.postMessage(String(message));
      socket.close();
    });
    for (let place = 1; place <= 50; place += 1) socket.send(`${name}${place}`, port, '127.0.0.1');
  });
  printed(outcome, 'answer to a50, answer to b50, answer to c50 150');
});

test('a worker thread ends with open sockets that are unreferenced', async () => {
  const outcome = await run({}, ({ fast, print, require }) => {
    const { Worker, isMainThread } =
      require('node:worker_threads') as typeof import('node:worker_threads');
    if (isMainThread) {
      new Worker(__filename).on('exit', (code) => print('exit', code));
      return;
    }
    for (let count = 0; count < 20; count += 1) {
      fast.createSocket('udp4').unref().bind(0, '127.0.0.1');
    }
  });
  printed(outcome, 'exit 0');
});

test('a bound socket keeps its worker thread alive, and no longer', async () => {
  const outcome = await run({}, ({ fast, print, require }) => {
    const { Worker, isMainThread, parentPort } =
      require('node:worker_threads') as typeof import('node:worker_threads');
    if (isMainThread) {
      const worker = new Worker(__filename);
      worker.on('message', (port: number) => {
        fast.createSocket('udp4').unref().send('end', port, '127.0.0.1');
      });
      worker.on('exit', (code) => print('exit', code));
      return;
    }
    const socket = fast.createSocket('udp4');
    socket.on('message', (message) => {
      print(String(message));
      socket.close();
    });
    socket.bind(0, '127.0.0.1', () => parentPort?.postMessage(socket.address().port));
  });
  printed(outcome, 'end', 'exit 0');
});

test('process.exit in a message listener of a worker thread ends that thread alone', async () => {
  const outcome = await run({}, ({ fast, print, require }) => {
    const { Worker, isMainThread, parentPort } =
      require('node:worker_threads') as typeof import('node:worker_threads');
    const socket = fast.createSocket('udp4');
    if (isMainThread) {
      const heard: string[] = [];
      socket.on('message', (message) => heard.push(String(message)));
      socket.bind(0, '127.0.0.1', () => {
        const worker = new Worker(__filename);
        worker.on('message', (port: number) => {
          for (let place = 10; place < 60; place += 1) socket.send(`${place}`, port, '127.0.0.1');
        });
        worker.on('exit', (code) => {
          socket.on('message', (message) => {
            if (String(message) !== 'alive') return;
            print('exit', code, heard.join());
            socket.close();
          });
          socket.send('alive', socket.address().port, '127.0.0.1');
        });
      });
      return;
    }
    socket.on('message', (message, { port }) => {
      print('worker hears', String(message));
      socket.send('last words', port, '127.0.0.1');
      if (String(message) === '12') process.exit(7);
    });
    socket.bind(0, '127.0.0.1', () => parentPort?.postMessage(socket.address().port));
  });
  printed(
    outcome,
    ...['worker hears 10', 'worker hears 11', 'worker hears 12'],
    'exit 7 last words,last words,last words,alive',
  );
});

test('an exception in a message listener ends its worker thread alone', async () => {
  const outcome = await run({}, ({ fast, print, require }) => {
    const { Worker, isMainThread, parentPort } =
      require('node:worker_threads') as typeof import('node:worker_threads');
    const socket = fast.createSocket('udp4');
    if (isMainThread) {
      const worker = new Worker(__filename);
      worker.on('message', (port: number) => {
        for (let place = 10; place < 60; place += 1) socket.send(`${place}`, port, '127.0.0.1');
      });
      worker.on('error', (error) => print('error', error.message));
      worker.on('exit', (code) => socket.close(() => print('exit', code)));
      return;
    }
    socket.on('message', (message) => {
      throw new Error(`from ${message}`);
    });
    socket.bind(0, '127.0.0.1', () => parentPort?.postMessage(socket.address().port));
  });
  printed(outcome, 'error from 10', 'exit 1');
});
