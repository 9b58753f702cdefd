// A cluster whose workers each have a socket of their own at one port: the kernel spreads the
// datagrams.
//
//   node examples/many-cores-cluster.mjs [workers] [datagrams] [steering] [port]
//
// Steering is 'random' (evenly), 'flow' (a client stays with a worker) or 'cpu' (by the CPU that
// receives: pin worker 1 to CPU 0, and so on).

import cluster from 'node:cluster';
import { once } from 'node:events';
import dgram from 'fast-dgram';
import { countAnswers } from './many-cores-client.mjs';

const [workers = '4', datagrams = '1000', steering = 'random', port = '0'] = process.argv.slice(2);

if (cluster.isPrimary) await runPrimary();
else await runWorker();

async function runPrimary() {
  let bound = Number(port);
  for (let started = 1; started <= Number(workers); started++) {
    const isLast = started === Number(workers);
    const worker = cluster.fork({ PORT: bound, IS_LAST: isLast ? '1' : '' });
    [bound] = await once(worker, 'message');
  }
  console.log(`${workers} workers share port ${bound}, steering: ${steering}`);

  const counts = await countAnswers(bound, Number(datagrams));
  for (const name of [...counts.keys()].sort()) {
    console.log(`${name} answered ${counts.get(name)} of ${datagrams}`);
  }
  cluster.disconnect();
}

async function runWorker() {
  const server = dgram.createSocket({ type: 'udp4', reusePort: true });
  server.on('message', (_message, remote) => {
    server.send(`Worker ${cluster.worker.id}`, remote.port, remote.address);
  });
  server.bind(Number(process.env.PORT), '127.0.0.1');
  await once(server, 'listening');
  // For the whole group, once it is complete.
  if (process.env.IS_LAST) server.setReusePortSteering(steering, Number(workers));
  process.send(server.address().port);
  // A socket of the worker's own: cluster.disconnect() does not close it.
  cluster.worker.on('disconnect', () => server.close());
}
