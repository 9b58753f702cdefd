import type { Case } from './case.js';
import { received, sent } from './measures.js';

/** Sending to many. */
export const fanOutCase: Case = {
  id: 'fan-out',
  title: 'Sending to 64 destinations in turn',
  description: 'Datagrams sent per second, 64 on their way at a time, each to another destination.',
  parameterSets: [{ size: 64 }, { size: 1200 }],
  // Sockets that are read: one that is full drops what comes sooner than one that is not.
  listener: { player: 'node-dgram', role: 'open', arguments: { sockets: 64 } },
  driver: { role: 'send', arguments: { window: 64, callbacks: 1, connected: 0 } },
  contenders: [
    ...['node-dgram', 'fast-dgram', 'fast-dgram-batch', 'bun-dgram', 'bun-udp-socket', 'deno'],
    ...['go', 'c', 'c-mmsg'],
  ],
  measures: [sent],
  alongside: [received],
  targets: [
    { contender: 'fast-dgram', against: 'node-dgram', parameters: { size: 64 }, atLeast: 1.4 },
    { contender: 'fast-dgram', against: 'node-dgram', parameters: { size: 1200 }, atLeast: 1.4 },
    { contender: 'fast-dgram', against: 'c-mmsg', parameters: { size: 64 }, atLeast: 0.9 },
    { contender: 'fast-dgram', against: 'c-mmsg', parameters: { size: 1200 }, atLeast: 0.9 },
  ],
};
