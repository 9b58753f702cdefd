// Plays roles with what fast-dgram has beyond `node:dgram`'s API: batches, steering.

import { echoBatches } from './batch-echo.js';
import { receiveBatches } from './batch-receive.js';
import { sendBatches } from './batch-send.js';
import { fail } from './lines.js';
import { playRole } from './roles.js';
import { share } from './share.js';

const ROLES = { send: sendBatches, receive: receiveBatches, share, echo: echoBatches };

playRole(ROLES, process.argv.slice(2)).catch(fail);
