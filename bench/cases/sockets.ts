import type { Case } from './case.js';
import { cpu, memory, opening } from './measures.js';

const MOST = { parameters: { sockets: 10_000 } };
const COMPARED = { contender: 'fast-dgram', against: 'node-dgram', ...MOST };

/** What many sockets cost. */
export const socketsCase: Case = {
  id: 'sockets',
  title: 'Many sockets',
  description:
    'Opening sockets until all are watched, the memory that they take, and the CPU time that a ' +
    'datagram takes where 20,000 per second spread over all of them.',
  parameterSets: [{ sockets: 1 }, { sockets: 100 }, { sockets: 10_000 }],
  listener: { role: 'open' },
  driver: { player: 'c', role: 'load', arguments: { size: 64, rate: 20_000, clients: 1 } },
  contenders: ['node-dgram', 'fast-dgram'],
  measures: [opening, memory, cpu],
  targets: [
    { measure: 'opening', ...COMPARED, atMost: 1 },
    { measure: 'memory', ...COMPARED, atMost: 1 },
    {
      ...{ measure: 'cpu', contender: 'fast-dgram', ...MOST },
      ...{ against: 'fast-dgram', againstParameters: { sockets: 1 }, atMost: 1.3 },
    },
  ],
};
