import type { Case } from './case.js';
import { cpu, replies } from './measures.js';

/** Answering clients. */
export const echoCase: Case = {
  id: 'echo',
  title: 'An echo server',
  description: 'Answers per second to 32 clients, each with 8 datagrams on their way at a time.',
  parameterSets: [{ size: 64 }, { size: 512 }, { size: 1200 }],
  listener: { role: 'echo' },
  driver: { player: 'c', role: 'clients', arguments: { sockets: 32, window: 8 } },
  contenders: [
    ...['node-dgram', 'fast-dgram', 'fast-dgram-batch', 'bun-dgram', 'bun-udp-socket', 'deno'],
    ...['go', 'c-mmsg'],
  ],
  measures: [replies],
  alongside: [cpu],
  targets: [
    { contender: 'fast-dgram', against: 'node-dgram', parameters: { size: 64 }, atLeast: 1.5 },
    { contender: 'fast-dgram', against: 'node-dgram', parameters: { size: 512 }, atLeast: 1.5 },
    { contender: 'fast-dgram', against: 'node-dgram', parameters: { size: 1200 }, atLeast: 1.5 },
  ],
};
