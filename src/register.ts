import dgram from 'node:dgram';
import { syncBuiltinESMExports } from 'node:module';

/** Puts fast-dgram in the place of `dgram` for everything that loads it from now on. */
function register(): void {
  try {
    const { createSocket, Socket } = require('./index.js') as typeof import('./index.js');
    Object.assign(dgram, { createSocket, Socket });
    syncBuiltinESMExports();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    process.stderr.write(`fast-dgram/register: dgram is left as it is: ${reason}\n`);
  }
}

register();
