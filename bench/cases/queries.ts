import type { Case } from './case.js';
import { cpuOfSending, replies } from './measures.js';

/** Sockets that live for one datagram and its answer, as those of DNS clients do. */
export const queriesCase: Case = {
  id: 'queries',
  title: 'A socket for each query',
  description:
    'CPU time of opening a socket, sending a query of 64 bytes, receiving its answer and closing ' +
    'the socket, with so many on their way at a time.',
  parameterSets: [
    { size: 64, window: 1 },
    { size: 64, window: 32 },
  ],
  listener: { player: 'c-mmsg', role: 'echo' },
  driver: { role: 'query' },
  contenders: ['node-dgram', 'fast-dgram', 'bun-dgram'],
  measures: [cpuOfSending],
  alongside: [replies],
  targets: [],
};
