import type { Case } from './case.js';
import { time } from './measures.js';

/** What loading costs. */
export const importCase: Case = {
  id: 'import',
  title: 'Loading the module',
  description: 'How long require() takes in a fresh process.',
  parameterSets: [{}],
  driver: { role: 'import' },
  contenders: ['node-dgram', 'fast-dgram'],
  measures: [time],
  targets: [],
};
