// The client of many-cores-cluster.mjs and many-cores-threads.mjs: counts who answers.
//
//   node examples/many-cores-client.mjs [port] [datagrams]
//
// Each datagram that is answered lets the next leave, so that no queue overflows. It needs a server
// that runs for a while: node examples/many-cores-cluster.mjs 4 1000000 random 41238

import { pathToFileURL } from 'node:url';
import dgram from 'fast-dgram';

const IN_FLIGHT = 32;
const PATIENCE_MS = 2000;

/**
 * Sends that many datagrams to a port of loopback. How often each answer came; rejected where none
 * comes for a while.
 */
export async function countAnswers(port, datagrams) {
  // One by one: a train would be one decision.
  const client = dgram.createSocket({ type: 'udp4', coalesce: false });
  const counts = new Map();
  let sent = 0;
  let answered = 0;
  const sendNext = () => {
    if (sent < datagrams) client.send(`request ${++sent}`, port, '127.0.0.1');
  };
  let timeout;
  await new Promise((resolve, reject) => {
    timeout = setTimeout(
      () => reject(new Error(`No answer within ${PATIENCE_MS / 1000} seconds`)),
      PATIENCE_MS,
    );
    client.on('message', (answer) => {
      timeout.refresh();
      const name = String(answer);
      counts.set(name, (counts.get(name) ?? 0) + 1);
      if (++answered === datagrams) resolve();
      else sendNext();
    });
    for (let i = 0; i < IN_FLIGHT; i++) sendNext();
  }).finally(() => {
    clearTimeout(timeout);
    client.close();
  });
  return counts;
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [port = '41238', datagrams = '1000'] = process.argv.slice(2);
  try {
    console.log(await countAnswers(Number(port), Number(datagrams)));
  } catch (error) {
    console.error(
      `${error.message}. Is the server running? ` +
        `node examples/many-cores-cluster.mjs 4 1000000 random ${port}`,
    );
    process.exitCode = 1;
  }
}
