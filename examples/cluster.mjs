// A cluster: workers share one port, and each datagram reaches one of them.
//
//   node examples/cluster.mjs [workers] [datagrams] [port]
//
// The workers share one socket of the kernel's: whoever reads first gets the datagram. Often
// that is the same worker for a while; under load all of them have work.

import cluster from 'node:cluster';
import { once } from 'node:events';
import dgram from 'fast-dgram';

const [workers = '2', datagrams = '10', port = '0'] = process.argv.slice(2);

if (cluster.isPrimary) await runPrimary();
else runWorker();

async function runPrimary() {
  const received = new Map();
  let sharedPort;
  for (let started = 0; started < Number(workers); started++) {
    const worker = cluster.fork();
    const [address] = await once(worker, 'listening');
    console.log(`Worker ${worker.id} listens on ${address.address}:${address.port}`);
    sharedPort = address.port;
    received.set(worker.id, 0);
  }

  let total = 0;
  cluster.on('message', (worker, message) => {
    console.log(`Worker ${worker.id} received "${message}"`);
    received.set(worker.id, received.get(worker.id) + 1);
    if (++total === Number(datagrams)) finish();
    else sendNext();
  });

  const client = dgram.createSocket('udp4');
  const sendNext = () => client.send(`datagram ${total + 1}`, sharedPort, '127.0.0.1');
  const finish = () => {
    client.close();
    cluster.disconnect();
    for (const [id, count] of received) console.log(`Worker ${id}: ${count} of ${total}`);
  };
  sendNext();
}

function runWorker() {
  const server = dgram.createSocket('udp4');
  server.on('message', (message) => process.send(String(message)));
  server.bind(Number(port), '127.0.0.1'); // 0: any free port, the same for all workers
}
