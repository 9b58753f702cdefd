import type { Case } from './case.js';
import { cpuOfSending, received, sent } from './measures.js';

/** Sending more than the network takes. */
export const slowLinkCase: Case = {
  id: 'slow-link',
  title: 'Sending more than the link carries',
  description:
    'CPU time that the sending process spends on a datagram where 1,024 are on their way at a ' +
    'time, over a link of 1 Gbit/s: most wait until the kernel takes them.',
  parameterSets: [{ size: 1200 }],
  link: '1gbit',
  listener: { player: 'c-gso', role: 'receive' },
  driver: { role: 'send', arguments: { window: 1024, callbacks: 1, connected: 0 } },
  contenders: [
    ...['node-dgram', 'fast-dgram', 'fast-dgram-batch', 'bun-dgram', 'deno'],
    ...['go', 'c', 'c-mmsg', 'c-gso'],
  ],
  measures: [cpuOfSending],
  alongside: [sent, received],
  targets: [],
};
