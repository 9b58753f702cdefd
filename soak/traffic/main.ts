// Accounts for every datagram between two processes; `npm run soak -- --help` says how.

import { runProgram } from '../support/program.js';
import { COMMAND, HELP, readArguments } from './arguments.js';
import { report } from './report.js';
import { soak } from './run.js';

void runProgram({ command: COMMAND, help: HELP, readArguments, run: soak, report });
