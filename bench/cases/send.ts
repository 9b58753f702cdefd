import type { Case, Part } from './case.js';
import { received, sent } from './measures.js';

/** Reads whole trains, so that the kernel need not cut them. */
const TRAIN_RECEIVER: Part = { player: 'c-gso', role: 'receive' };

/** Reads single datagrams: the kernel cuts trains for it. */
const PLAIN_RECEIVER: Part = { player: 'c-mmsg', role: 'receive' };

const WITH_COMPLETIONS = [
  ...['node-dgram', 'fast-dgram', 'fast-dgram-batch', 'bun-dgram', 'deno'],
  ...['go', 'c', 'c-mmsg', 'c-gso'],
];

const WITHOUT_COMPLETIONS = [
  ...['node-dgram', 'fast-dgram', 'fast-dgram-batch', 'bun-dgram', 'bun-udp-socket'],
];

/** Sending to one destination. */
export const sendCases: readonly Case[] = [
  {
    id: 'send-callbacks',
    title: 'Sending, with callbacks',
    description: 'Datagrams sent per second to one destination, 64 on their way at a time.',
    parameterSets: [{ size: 64 }, { size: 512 }, { size: 1200 }],
    listener: TRAIN_RECEIVER,
    driver: { role: 'send', arguments: { window: 64, callbacks: 1, connected: 0 } },
    contenders: WITH_COMPLETIONS,
    measures: [sent],
    alongside: [received],
    targets: [
      { contender: 'fast-dgram', against: 'node-dgram', parameters: { size: 64 }, atLeast: 12 },
      { contender: 'fast-dgram', against: 'node-dgram', parameters: { size: 1200 }, atLeast: 9 },
    ],
  },
  {
    id: 'send-plain-receiver',
    title: 'Sending, with callbacks, to a receiver without GRO',
    description:
      'Datagrams sent per second where the receiver reads them one by one, so that the kernel ' +
      'has to cut trains on the way.',
    parameterSets: [{ size: 64 }, { size: 1200 }],
    listener: PLAIN_RECEIVER,
    driver: { role: 'send', arguments: { window: 64, callbacks: 1, connected: 0 } },
    contenders: WITH_COMPLETIONS,
    measures: [sent],
    alongside: [received],
    targets: [],
  },
  {
    id: 'send-long',
    title: 'Sending long datagrams, with callbacks',
    description:
      'Datagrams sent per second that are too long to share a segmented send, 64 on their way at ' +
      'a time.',
    parameterSets: [{ size: 60_000 }],
    listener: PLAIN_RECEIVER,
    driver: { role: 'send', arguments: { window: 64, callbacks: 1, connected: 0 } },
    contenders: ['node-dgram', 'fast-dgram', 'c', 'c-mmsg'],
    measures: [sent],
    alongside: [received],
    targets: [],
  },
  {
    id: 'send',
    title: 'Sending, without callbacks',
    description: 'Datagrams sent per second to one destination, 64 in each turn of the event loop.',
    parameterSets: [{ size: 64 }, { size: 512 }, { size: 1200 }],
    listener: TRAIN_RECEIVER,
    driver: { role: 'send', arguments: { window: 64, callbacks: 0, connected: 0 } },
    contenders: WITHOUT_COMPLETIONS,
    measures: [sent],
    alongside: [received],
    targets: [
      { contender: 'fast-dgram', against: 'node-dgram', parameters: { size: 64 }, atLeast: 12 },
      { contender: 'fast-dgram', against: 'node-dgram', parameters: { size: 1200 }, atLeast: 9 },
      {
        contender: 'fast-dgram-batch',
        against: 'bun-udp-socket',
        parameters: { size: 64 },
        atLeast: 5,
      },
      {
        contender: 'fast-dgram-batch',
        against: 'bun-udp-socket',
        parameters: { size: 1200 },
        atLeast: 5,
      },
    ],
  },
  {
    id: 'send-connected',
    title: 'Sending on a connected socket, with callbacks',
    description: 'Datagrams sent per second on a connected socket, 64 on their way at a time.',
    parameterSets: [{ size: 64 }, { size: 1200 }],
    listener: TRAIN_RECEIVER,
    driver: { role: 'send', arguments: { window: 64, callbacks: 1, connected: 1 } },
    // Deno connects no datagram sockets.
    contenders: WITH_COMPLETIONS.filter((id) => id !== 'deno'),
    measures: [sent],
    alongside: [received],
    targets: [],
  },
];
