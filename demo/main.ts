// Compares a client on node:dgram with one on fast-dgram; `npm start -- --help` says how.

import { HELP, readArguments } from './arguments.js';
import { runClient, startServer } from './processes.js';
import { showProgress } from './progress.js';
import { machine, report } from './report.js';
import type { Outcome } from './sender.js';

const LIBRARIES = ['node:dgram', 'fast-dgram'] as const;

async function main(): Promise<void> {
  const { help, datagrams, size } = readArguments(process.argv.slice(2));
  if (help) {
    console.log(HELP);
    return;
  }

  const { port, receiveBufferBytes, stop } = await startServer();
  console.log(
    `A server on fast-dgram listens on 127.0.0.1:${port}. Each client sends it ` +
      `${datagrams.toLocaleString('en')} datagrams of ${size} bytes.\n`,
  );
  const outcomes = new Map<string, Outcome>();
  try {
    for (const library of LIBRARIES) {
      const progress = showProgress(library, datagrams, 'datagrams');
      const task = { library, port, receiveBufferBytes, datagrams, size };
      const outcome = await runClient(task, progress.update).finally(progress.stop);
      outcomes.set(library, outcome);
    }
  } finally {
    stop();
  }
  console.log(`\n${report(outcomes)}\n${machine()}`);
}

main().catch((error: Error) => {
  console.error(`${error.message}\n\nnpm start -- --help   tells the options`);
  process.exitCode = 1;
});
