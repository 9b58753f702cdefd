import type { Case } from './case.js';
import { received, sent } from './measures.js';

/** Sending and receiving with the same. */
export const endToEndCase: Case = {
  id: 'end-to-end',
  title: 'From one to the other',
  description:
    'Datagrams received per second where the same API sends and receives, 256 on their way at a time.',
  parameterSets: [{ size: 64 }, { size: 512 }, { size: 1200 }],
  listener: { role: 'receive' },
  driver: { role: 'send', arguments: { window: 256, callbacks: 1, connected: 0 } },
  contenders: [
    ...['node-dgram', 'fast-dgram', 'fast-dgram-batch', 'fast-dgram-unsafe'],
    ...['bun-dgram', 'bun-udp-socket', 'deno', 'go', 'c', 'c-mmsg', 'c-gso'],
  ],
  measures: [received],
  alongside: [sent],
  targets: [
    { contender: 'fast-dgram', against: 'node-dgram', parameters: { size: 1200 }, atLeast: 7 },
    { contender: 'fast-dgram', against: 'c-gso', parameters: { size: 1200 }, atLeast: 0.5 },
    { contender: 'fast-dgram-batch', against: 'c-gso', parameters: { size: 1200 }, atLeast: 0.8 },
    { contender: 'fast-dgram-unsafe', against: 'c-gso', parameters: { size: 1200 }, atLeast: 0.8 },
  ],
};
