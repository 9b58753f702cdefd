export { drawCase } from './case-chart.js';
export { drawSummary } from './summary-chart.js';
