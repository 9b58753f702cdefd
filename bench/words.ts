import type { Disturbances } from './calm.js';
import type { Arguments } from './protocol.js';

/** Parameters for people. */
export function words(parameters: Arguments): string {
  return Object.entries(parameters)
    .map(([name, value]) => `${name} ${value.toLocaleString('en')}`)
    .join(', ');
}

/** Disturbances for people. */
export function disturbed({ repeated, counted }: Disturbances): string {
  const counting = counted === 0 ? 'none of them counts' : `${counted} of them count all the same`;
  return `The cores were disturbed in ${repeated + counted} runs: ${counting}`;
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
