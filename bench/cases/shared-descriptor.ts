import type { Case } from './case.js';
import { cpu, replies } from './measures.js';

/** Answering clients as a cluster's workers do. */
export const sharedDescriptorCase: Case = {
  id: 'shared-descriptor',
  title: 'An echo server on a shared descriptor',
  description:
    'Answers per second to 32 clients by a server whose descriptor others may read, too, as in a ' +
    'cluster, and which therefore reads one datagram at a time.',
  parameterSets: [{ size: 64 }, { size: 1200 }],
  listener: { role: 'echo', arguments: { shared: 1 } },
  driver: { player: 'c', role: 'clients', arguments: { sockets: 32, window: 8 } },
  contenders: ['node-dgram', 'fast-dgram'],
  measures: [replies],
  alongside: [cpu],
  targets: [],
};
