// Worker threads that each have a socket of their own at one port: the kernel spreads the
// datagrams.
//
//   node examples/many-cores-threads.mjs [threads] [datagrams] [steering] [port]
//
// Steering is 'random' (evenly), 'flow' (a client stays with a thread) or 'cpu' (by the CPU that
// receives).

import { once } from 'node:events';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import dgram from 'fast-dgram';
import { countAnswers } from './many-cores-client.mjs';

if (isMainThread) await runMain(...process.argv.slice(2));
else await runThread(workerData);

async function runMain(threads = '4', datagrams = '1000', steering = 'random', port = '0') {
  const workers = [];
  let bound = Number(port);
  for (let name = 1; name <= Number(threads); name++) {
    // For the whole group, once it is complete.
    const group = name === Number(threads) ? { steering, sockets: name } : undefined;
    const worker = new Worker(new URL(import.meta.url), { workerData: { name, bound, group } });
    [bound] = await once(worker, 'message');
    workers.push(worker);
  }
  console.log(`${threads} threads share port ${bound}, steering: ${steering}`);

  const counts = await countAnswers(bound, Number(datagrams));
  for (const name of [...counts.keys()].sort()) {
    console.log(`${name} answered ${counts.get(name)} of ${datagrams}`);
  }
  for (const worker of workers) worker.postMessage('close');
}

async function runThread({ name, bound, group }) {
  const server = dgram.createSocket({ type: 'udp4', reusePort: true });
  server.on('message', (_message, remote) => {
    server.send(`Thread ${name}`, remote.port, remote.address);
  });
  server.bind(bound, '127.0.0.1');
  await once(server, 'listening');
  if (group !== undefined) server.setReusePortSteering(group.steering, group.sockets);
  parentPort.once('message', () => server.close());
  parentPort.postMessage(server.address().port);
}
