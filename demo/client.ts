// A client's process: sends its datagrams with the library it is told to use.

import type dgram from 'node:dgram';
import { type ClientReport, type ClientTask, endWithMain, readTask } from './processes.js';
import { Sender } from './sender.js';

/** Sent before the clock starts, so that both clients are measured with their code compiled. */
const WARM_UP_DATAGRAMS = 20_000;

async function main(task: ClientTask): Promise<void> {
  const { library, port, datagrams, size, receiveBufferBytes } = task;
  const { createSocket } = require(library) as typeof dgram;
  const socket = createSocket('udp4');
  await new Promise<void>((resolve) => socket.connect(port, '127.0.0.1', resolve));

  const sender = new Sender(socket, size, receiveBufferBytes);
  await sender.run(WARM_UP_DATAGRAMS, () => {});
  let percent = 0;
  const outcome = await sender.run(datagrams, (done) => {
    const reached = Math.floor((done / datagrams) * 100);
    if (reached > percent) report({ done });
    percent = Math.max(percent, reached);
  });
  socket.close();
  report({ outcome });
  process.disconnect();
}

function report(message: ClientReport): void {
  process.send?.(message);
}

endWithMain();
main(readTask()).catch((error: Error) => {
  console.error(error.message);
  process.exit(1);
});
