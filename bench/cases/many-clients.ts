import type { Case } from './case.js';
import { arrived, cpu } from './measures.js';

const QUERIES = { size: 64, rate: 50_000 };

/** Answering more clients than one can remember. */
export const manyClientsCase: Case = {
  id: 'many-clients',
  title: 'An echo server of many clients',
  description:
    'CPU time that an echo server spends on a datagram, where they come from so many addresses in ' +
    'turn, at a rate (datagrams per second) below its full speed.',
  parameterSets: [
    { ...QUERIES, clients: 100 },
    { ...QUERIES, clients: 10_000 },
    { ...QUERIES, clients: 100_000 },
  ],
  listener: { role: 'echo' },
  driver: { player: 'c', role: 'load' },
  contenders: [
    ...['node-dgram', 'fast-dgram', 'fast-dgram-batch', 'bun-dgram', 'bun-udp-socket', 'deno'],
    ...['go', 'c-mmsg'],
  ],
  measures: [cpu],
  alongside: [arrived],
  targets: [],
};
