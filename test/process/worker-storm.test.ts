import test from 'node:test';
import { printed } from '../support/expect';
import { run, type Tools } from '../support/program';

/** Workers of each test, and how many of them run at a time. */
const WORKERS = 30;
const AT_A_TIME = 5;

/** What the sockets of a worker do without end. */
const TRAFFIC = {
  echo: 'answer each other',
  batches: 'exchange batches',
  refused: 'send to where nobody listens',
  opening: 'open and close',
} as const;

type Traffic = keyof typeof TRAFFIC;

/** Starts workers one after the other and terminates each when its traffic is under way. */
function storm({ fast, print, require }: Tools, traffic: Traffic, all: number, some: number): void {
  const { Worker, isMainThread, parentPort } =
    require('node:worker_threads') as typeof import('node:worker_threads');
  const LOOPBACK = '127.0.0.1';

  /** To be called for each thing that happens: the worker is busy when it has been often. */
  let left = 100;
  const happened = (): void => {
    left -= 1;
    if (left === 0) parentPort?.postMessage('busy');
  };

  const work: Record<Traffic, () => void> = {
    echo() {
      const [first, second] = [fast.createSocket('udp4'), fast.createSocket('udp4')];
      for (const socket of [first, second]) {
        socket.on('message', (message, { port }) => {
          happened();
          socket.send(message, port, LOOPBACK, () => {});
        });
        socket.bindSync({ address: LOOPBACK });
      }
      for (let place = 0; place < 40; place += 1) {
        first.send(`${place}`, second.address().port, LOOPBACK);
      }
    },
    batches() {
      const [first, second] = [fast.createSocket('udp4'), fast.createSocket('udp4')];
      for (const socket of [first, second]) {
        socket.on('messages', (batch) => {
          happened();
          socket.sendMany(
            [...batch].map(([message]) => message),
            {
              port: batch.port(0),
              address: LOOPBACK,
            },
          );
        });
        socket.bindSync({ address: LOOPBACK });
      }
      const to = { port: second.address().port, address: LOOPBACK, segmentSize: 100 };
      first.sendMany(Buffer.alloc(4000), to);
    },
    refused() {
      const gone = fast.createSocket('udp4');
      const { port } = gone.bindSync({ address: LOOPBACK });
      gone.close();
      const socket = fast.createSocket('udp4');
      socket.on('error', happened);
      socket.bindSync({ address: LOOPBACK });
      socket.connectSync(port, LOOPBACK);
      const send = (): void => {
        socket.send('anybody?', () => setImmediate(send));
      };
      send();
    },
    opening() {
      const open = (): void => {
        const socket = fast.createSocket('udp4');
        socket.on('message', () => {
          happened();
          socket.close(open);
        });
        socket.bind(0, LOOPBACK, () => socket.send('to itself', socket.address().port, LOOPBACK));
      };
      for (let count = 0; count < 10; count += 1) open();
    },
  };

  if (!isMainThread) {
    work[traffic]();
    return;
  }
  const end = (): void => {
    const socket = fast.createSocket('udp4', (message) => {
      print(`received ${message}`);
      socket.close();
    });
    socket.bind(0, LOOPBACK, () => socket.send('afterwards', socket.address().port, LOOPBACK));
  };
  let started = 0;
  let ended = 0;
  const start = (): void => {
    started += 1;
    const worker = new Worker(__filename);
    worker.on('error', (error) => print('error', error.message));
    worker.once('message', () => worker.terminate());
    worker.once('exit', () => {
      ended += 1;
      if (started < all) start();
      if (ended === all) end();
    });
  };
  for (let count = 0; count < some; count += 1) start();
}

for (const traffic of Object.keys(TRAFFIC) as Traffic[]) {
  test(`workers whose sockets ${TRAFFIC[traffic]} are terminated meanwhile`, async () => {
    printed(await run({}, storm, traffic, WORKERS, AT_A_TIME), 'received afterwards');
  });
}
