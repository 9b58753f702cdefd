import type { Disturbances } from './nearness.js';
import type { Arguments } from './protocol.js';

/** Parameters for people. */
export function words(parameters: Arguments): string {
  return Object.entries(parameters)
    .map(([name, value]) => `${name} ${value.toLocaleString('en')}`)
    .join(', ');
}

/** Disturbances for people. */
export function disturbed({ repeated, apart }: Disturbances): string {
  const counting = apart === 0 ? 'none of them counts' : `${apart} of them count all the same`;
  return `The two cores were far apart in ${repeated + apart} runs: ${counting}`;
}

/** A value with the digits that matter. */
export function number(value: number): string {
  const digits = value >= 100 ? 0 : value >= 10 ? 1 : 2;
  return value.toLocaleString('en', { maximumFractionDigits: digits });
}

/** A ratio. */
export function times(value: number): string {
  return `${value.toFixed(2)}×`;
}
