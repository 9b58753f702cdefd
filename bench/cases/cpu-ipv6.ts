import type { Case } from './case.js';
import { arrived, cpu } from './measures.js';

/** What an IPv6 sender's address costs. */
export const cpuIpv6Case: Case = {
  id: 'cpu-ipv6',
  title: 'CPU time of receiving on an IPv6 socket',
  description:
    'CPU time that the receiving process spends on a datagram, on a socket of both families, ' +
    'whose senders have IPv6 addresses, at 100,000 datagrams per second.',
  parameterSets: [{ size: 64 }],
  listener: { role: 'receive', arguments: { ipv6: 1 } },
  driver: { player: 'c', role: 'load', arguments: { rate: 100_000, clients: 1 } },
  contenders: ['node-dgram', 'fast-dgram', 'bun-dgram'],
  measures: [cpu],
  alongside: [arrived],
  targets: [],
};
