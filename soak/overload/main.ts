// Floods a slow listener; `npm run soak:overload -- --help` says how.

import { runProgram } from '../support/program.js';
import { COMMAND, HELP, readArguments } from './arguments.js';
import { report } from './report.js';
import { overload } from './run.js';

void runProgram({ command: COMMAND, help: HELP, readArguments, run: overload, report });
