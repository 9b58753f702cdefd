// Obeys the lines of the standard input: prints what is counted from `start` to `stop`, and ends.

import { readSync, writeSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { Meter } from './counting.js';

const STANDARD_INPUT = 0;
const STANDARD_OUTPUT = 1;

/** Of each thread that receives. */
const tallies = workerData as readonly Float64Array[];

function* lines(): Generator<string> {
  const chunk = Buffer.alloc(64);
  let rest = '';
  for (;;) {
    const length = readSync(STANDARD_INPUT, chunk);
    if (length === 0) return;
    const pieces = (rest + chunk.toString('utf8', 0, length)).split('\n');
    rest = pieces.pop() ?? '';
    yield* pieces;
  }
}

function received(): [messages: number, bytes: number] {
  const sum = (place: number): number =>
    tallies.reduce((total, counts) => total + (counts[place] as number), 0);
  return [sum(0), sum(1)];
}

parentPort?.postMessage('ready');
let meter = new Meter();
let before = received();
for (const line of lines()) {
  if (line === 'start') {
    meter = new Meter();
    before = received();
  } else if (line === 'stop') {
    const [messages, bytes] = received();
    const result = { received: messages - before[0], bytes: bytes - before[1] };
    writeSync(STANDARD_OUTPUT, `${JSON.stringify({ ...meter.read(), ...result })}\n`);
    break;
  }
}
