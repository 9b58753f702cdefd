export type { Case, Part, Target } from './case.js';
export { CASES } from './list.js';
export type { Measure, Outcome } from './measures.js';
