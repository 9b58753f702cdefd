import { processScenario } from '../support/child';

processScenario('threads talk to each other over sockets', (dgram, require) => {
  const { isMainThread, Worker, workerData } =
    require('node:worker_threads') as typeof import('node:worker_threads');
  if (!isMainThread) {
    const socket = dgram.createSocket('udp4');
    socket.on('message', (message) => {
      console.log('the thread got', String(message));
      socket.close();
    });
    socket.send('from the thread', workerData as number, '127.0.0.1');
    return;
  }
  const server = dgram.createSocket('udp4');
  server.on('message', (message, rinfo) => {
    console.log('the main thread got', String(message), rinfo.address, rinfo.size);
    server.send('from the main thread', rinfo.port, rinfo.address, () => server.close());
  });
  server.bind(0, '127.0.0.1', () => {
    new Worker(__filename, { workerData: server.address().port }).on('exit', (code) =>
      console.log('the thread exits with', code),
    );
  });
});

processScenario('a thread with open sockets can be terminated', (dgram, require) => {
  const { isMainThread, parentPort, Worker } =
    require('node:worker_threads') as typeof import('node:worker_threads');
  if (!isMainThread) {
    const sockets = Array.from({ length: 10 }, () => dgram.createSocket('udp4'));
    let bound = 0;
    for (const socket of sockets) {
      socket.bind(0, '127.0.0.1', () => {
        bound += 1;
        socket.send('to itself', socket.address().port, '127.0.0.1');
        if (bound === sockets.length) parentPort?.postMessage('ready');
      });
    }
    return;
  }
  const worker = new Worker(__filename);
  worker.on('message', () => {
    worker.terminate().then((code) => console.log('terminated with', code));
  });
});

processScenario(
  'a thread ends when its last socket is closed or unreferenced',
  (dgram, require) => {
    const { isMainThread, Worker } =
      require('node:worker_threads') as typeof import('node:worker_threads');
    if (!isMainThread) {
      dgram.createSocket('udp4').unref().bind(0, '127.0.0.1');
      const socket = dgram.createSocket('udp4');
      socket.bind(0, '127.0.0.1', () =>
        setImmediate(() => socket.close(() => console.log('closed'))),
      );
      return;
    }
    new Worker(__filename).on('exit', (code) => console.log('the thread exits with', code));
  },
);

processScenario('an uncaught error of a listener ends its thread only', (dgram, require) => {
  const { isMainThread, Worker } =
    require('node:worker_threads') as typeof import('node:worker_threads');
  if (!isMainThread) {
    const socket = dgram.createSocket('udp4');
    socket.on('message', () => {
      throw new RangeError('from the listener');
    });
    socket.bind(0, '127.0.0.1', () => socket.send('x', socket.address().port, '127.0.0.1'));
    return;
  }
  const worker = new Worker(__filename);
  worker.on('error', (error) => console.log('error', error.name, error.message));
  worker.on('exit', (code) => console.log('the thread exits with', code));
});
