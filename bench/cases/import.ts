import type { Case } from './case.js';
import { time } from './measures.js';

const shared = {
  parameterSets: [{}],
  contenders: ['node-dgram', 'fast-dgram'],
  measures: [time],
  targets: [],
} as const;

/** What loading costs, by either way. */
export const importCases: readonly Case[] = [
  {
    ...shared,
    id: 'import',
    title: 'Loading the module',
    description: 'How long require() takes in a fresh process.',
    driver: { role: 'import', arguments: { by: 'require' } },
  },
  {
    ...shared,
    id: 'import-esm',
    title: 'Loading the ES module',
    description: 'How long import() takes in a fresh process.',
    driver: { role: 'import', arguments: { by: 'import' } },
  },
];
