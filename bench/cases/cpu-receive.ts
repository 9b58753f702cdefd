import type { Case } from './case.js';
import { arrived, cpu } from './measures.js';

/** What receiving costs where there is time to spare. */
export const cpuReceiveCase: Case = {
  id: 'cpu-receive',
  title: 'CPU time, receiving 50,000 datagrams per second',
  description: 'CPU time that the receiving process spends on a datagram, below its full speed.',
  parameterSets: [{ size: 64 }, { size: 1200 }],
  listener: { role: 'receive' },
  driver: { player: 'c', role: 'load', arguments: { rate: 50_000 } },
  contenders: [
    ...['node-dgram', 'fast-dgram', 'fast-dgram-batch', 'bun-dgram', 'bun-udp-socket', 'deno'],
    ...['go', 'c', 'c-mmsg', 'c-gso'],
  ],
  measures: [cpu],
  alongside: [arrived],
  targets: [
    { contender: 'fast-dgram', against: 'node-dgram', parameters: { size: 64 }, atMost: 0.8 },
    { contender: 'fast-dgram', against: 'node-dgram', parameters: { size: 1200 }, atMost: 0.8 },
  ],
};
