import type { Watched } from './calm.js';
import type { Arguments } from './protocol.js';

/** Parameters for people. */
export function words(parameters: Arguments): string {
  return Object.entries(parameters)
    .map(([name, value]) => `${name} ${value.toLocaleString('en')}`)
    .join(', ');
}

/** How calm the cores were, for people. */
export function calmness({ runs, disturbed, repeated }: Watched): string {
  const [again, counting] = [repeated, runs].map((count) => count.toLocaleString('en'));
  const some = disturbed === 0 ? 'none' : disturbed.toLocaleString('en');
  return `The cores were disturbed in ${again} runs, which were made again, and in ${some} of the ${counting} that count`;
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
