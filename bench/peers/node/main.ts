// Plays roles with `node:dgram` or a module that has its API.

import { echo } from './echo.js';
import { importModule } from './import.js';
import { fail } from './lines.js';
import { open } from './open.js';
import { ping } from './ping.js';
import { query } from './query.js';
import { receive } from './receive.js';
import { playRole } from './roles.js';
import { send } from './send.js';

const ROLES = { send, receive, echo, ping, query, open, import: importModule };

playRole(ROLES, process.argv.slice(2)).catch(fail);
