// Opens and closes sockets many times over; `npm run soak:lifecycles -- --help` says how.

import { runProgram } from '../support/program.js';
import { COMMAND, HELP, readArguments } from './arguments.js';
import { report } from './report.js';
import { lifecycles } from './run.js';

void runProgram({ command: COMMAND, help: HELP, readArguments, run: lifecycles, report });
