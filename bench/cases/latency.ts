import type { Case } from './case.js';
import { p50, p99, p999 } from './measures.js';

const COMPARED = { contender: 'fast-dgram', against: 'node-dgram', parameters: { size: 64 } };

/** Round trips. */
export const latencyCase: Case = {
  id: 'latency',
  title: 'Round trips, one at a time',
  description: 'How long a datagram and its echo take, where the same API sends and answers.',
  parameterSets: [{ size: 64 }],
  listener: { role: 'echo' },
  driver: { role: 'ping' },
  contenders: [
    ...['node-dgram', 'fast-dgram', 'bun-dgram', 'bun-udp-socket', 'deno', 'go', 'c-mmsg'],
  ],
  measures: [p50, p99, p999],
  targets: [
    { measure: 'p50', ...COMPARED, atMost: 1 },
    { measure: 'p99', ...COMPARED, atMost: 1 },
  ],
};
