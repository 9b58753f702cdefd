import type { Case } from './case.js';
import { arrived, received } from './measures.js';

/** Datagrams per second: more than the workers can take. */
const RATE = 25_000;

/** Sharing a port among threads. */
export const manyCoresCase: Case = {
  id: 'many-cores',
  title: 'A port shared by worker threads',
  description:
    'Datagrams per second whose Ed25519 signature is checked, by worker threads with a socket of ' +
    "one reusePort group each, steered at random. The driver's process takes a part of a core, too.",
  parameterSets: [
    { size: 512, workers: 1, rate: RATE },
    { size: 512, workers: 2, rate: RATE },
  ],
  listener: { role: 'share' },
  driver: { player: 'c', role: 'load', arguments: { clients: 1 } },
  isSpread: true,
  contenders: ['fast-dgram-batch'],
  measures: [received],
  alongside: [arrived],
  targets: [],
};
