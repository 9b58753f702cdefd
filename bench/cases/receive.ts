import type { Case } from './case.js';
import { cpu, received, sent } from './measures.js';

const SENDER_ARGUMENTS = { window: 64, callbacks: 0, connected: 0 };

const CONTENDERS = [
  ...[
    'node-dgram',
    'fast-dgram',
    'fast-dgram-info',
    'fast-dgram-batch',
    'fast-dgram-unsafe',
    'bun-dgram',
    'bun-udp-socket',
    'deno',
  ],
  ...['go', 'c', 'c-mmsg', 'c-gso'],
];

/** Receiving on one socket as fast as possible. */
export const receiveCases: readonly Case[] = [
  {
    id: 'receive-trains',
    title: 'Receiving trains',
    description: 'Datagrams received per second from a sender that hands trains to the kernel.',
    parameterSets: [{ size: 64 }, { size: 512 }, { size: 1200 }],
    listener: { role: 'receive' },
    driver: { player: 'c-gso', role: 'send', arguments: SENDER_ARGUMENTS },
    contenders: CONTENDERS,
    measures: [received],
    alongside: [sent, cpu],
    targets: [
      { contender: 'fast-dgram', against: 'node-dgram', parameters: { size: 64 }, atLeast: 9 },
      { contender: 'fast-dgram', against: 'node-dgram', parameters: { size: 1200 }, atLeast: 4.5 },
      { contender: 'fast-dgram', against: 'bun-udp-socket', parameters: { size: 64 }, atLeast: 1 },
      { contender: 'fast-dgram', against: 'bun-udp-socket', parameters: { size: 512 }, atLeast: 1 },
      {
        contender: 'fast-dgram',
        against: 'bun-udp-socket',
        parameters: { size: 1200 },
        atLeast: 1,
      },
      {
        contender: 'fast-dgram-batch',
        against: 'node-dgram',
        parameters: { size: 64 },
        atLeast: 25,
      },
      {
        contender: 'fast-dgram-batch',
        against: 'node-dgram',
        parameters: { size: 1200 },
        atLeast: 6,
      },
    ],
  },
  {
    id: 'receive-flood',
    title: 'Receiving single datagrams',
    description: 'Datagrams received per second from a sender that sends them one by one.',
    parameterSets: [{ size: 64 }, { size: 512 }, { size: 1200 }],
    listener: { role: 'receive' },
    driver: { player: 'c-mmsg', role: 'send', arguments: SENDER_ARGUMENTS },
    contenders: CONTENDERS,
    measures: [received],
    alongside: [sent, cpu],
    targets: [],
  },
];
