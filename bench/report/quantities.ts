// Values for people, with three digits each.

/** A value with its unit, as short as can be: 3.85 M/s. */
export function quantity(value: number, unit: string): string {
  if (unit.endsWith('/s')) return `${scaled(value)}/s`;
  if (unit.startsWith('bytes')) return `${scaled(value)}B`;
  if (unit.startsWith('of ')) return `${digits(value * 100)} %`;
  return `${digits(value)} ${unit.replace(/\/.*/, '')}`;
}

/** What values are per, where that is not told with each: per datagram. */
export function divisor(unit: string): string {
  const [, per = 's'] = unit.split('/');
  return per === 's' ? '' : `per ${per}`;
}

/** From the least to the most. */
export function quantityRange(least: number, most: number, unit: string): string {
  return `${quantity(least, unit)} – ${quantity(most, unit)}`;
}

/** A ratio; of less than nothing, as what memory grew by may be, there is none. */
export function factor(ratio: number): string {
  return ratio > 0 ? `${digits(ratio)}×` : '–';
}

/** From the least ratio to the most. */
export function factorRange(ratios: readonly number[]): string {
  return `${factor(Math.min(...ratios))} – ${factor(Math.max(...ratios))}`;
}

function scaled(value: number): string {
  if (value >= 1e6) return `${digits(value / 1e6)} M`;
  if (value >= 1e3) return `${digits(value / 1e3)} k`;
  return `${digits(value)} `;
}

function digits(value: number): string {
  return value.toLocaleString('en', { minimumSignificantDigits: 3, maximumSignificantDigits: 3 });
}
