// Reads the lines `start` and `stop`, and prints what was counted between them.

import { readSync, writeSync } from 'node:fs';
import { workerData as counts, parentPort } from 'node:worker_threads';
import { Meter } from './protocol.mjs';

const STANDARD_INPUT = 0;
const STANDARD_OUTPUT = 1;

function* readLines() {
  const chunk = new Uint8Array(64);
  let rest = '';
  for (;;) {
    const length = readSync(STANDARD_INPUT, chunk);
    if (length === 0) return;
    const lines = (rest + new TextDecoder().decode(chunk.subarray(0, length))).split('\n');
    rest = lines.pop();
    yield* lines;
  }
}

function countUntilStop() {
  let meter = new Meter();
  let [received, bytes] = counts;
  for (const line of readLines()) {
    if (line === 'start') {
      meter = new Meter();
      [received, bytes] = counts;
    } else if (line === 'stop') {
      const counted = { received: counts[0] - received, bytes: counts[1] - bytes };
      writeSync(STANDARD_OUTPUT, `${JSON.stringify({ ...meter.read(), ...counted })}\n`);
      return;
    }
  }
}

countUntilStop();
parentPort.postMessage('over');
