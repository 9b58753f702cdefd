import type { Case } from './case.js';
import { arrived, cpu } from './measures.js';

/** Datagrams per second, half of what a Node can take. */
const FLOOD = 100_000;
const COMPARED = { contender: 'fast-dgram', against: 'node-dgram' };

/** What receiving costs where there is time to spare. */
export const cpuReceiveCase: Case = {
  id: 'cpu-receive',
  title: 'CPU time of receiving',
  description:
    'CPU time that the receiving process spends on a datagram, at a rate (datagrams per second) ' +
    'below its full speed. At the lower one each datagram wakes it, which costs more than to read it.',
  parameterSets: [
    { size: 64, rate: 50_000 },
    { size: 1200, rate: 50_000 },
    { size: 64, rate: FLOOD },
    { size: 1200, rate: FLOOD },
  ],
  listener: { role: 'receive' },
  driver: { player: 'c', role: 'load', arguments: { clients: 1 } },
  contenders: [
    ...[
      'node-dgram',
      'fast-dgram',
      'fast-dgram-info',
      'fast-dgram-batch',
      'bun-dgram',
      'bun-udp-socket',
      'deno',
    ],
    ...['go', 'c', 'c-mmsg', 'c-gso'],
  ],
  measures: [cpu],
  alongside: [arrived],
  targets: [
    { ...COMPARED, parameters: { size: 64, rate: FLOOD }, atMost: 0.8 },
    { ...COMPARED, parameters: { size: 1200, rate: FLOOD }, atMost: 0.8 },
  ],
};
