/** How values are spread. */
export interface Summary {
  median: number;
  least: number;
  most: number;
  lowerQuartile: number;
  upperQuartile: number;
}

/** @throws where there are no values */
export function summarize(values: readonly number[]): Summary {
  const sorted = [...values].sort((left, right) => left - right);
  return {
    median: quantile(sorted, 0.5),
    least: quantile(sorted, 0),
    most: quantile(sorted, 1),
    lowerQuartile: quantile(sorted, 0.25),
    upperQuartile: quantile(sorted, 0.75),
  };
}

/** The middle value, or the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  return summarize(values).median;
}

/**
 * The ratios of values measured in the same turn.
 *
 * @param values by turn; null where a run failed, which leaves its turn out
 */
export function ratiosByTurn(
  values: readonly (number | null)[],
  baseline: readonly (number | null)[],
): number[] {
  return values.flatMap((value, turn) => {
    const base = baseline[turn] ?? null;
    return value === null || base === null ? [] : [value / base];
  });
}

/** Between the two nearest values, in proportion. */
function quantile(sorted: readonly number[], share: number): number {
  const place = (sorted.length - 1) * share;
  const below = sorted[Math.floor(place)];
  const above = sorted[Math.ceil(place)];
  if (below === undefined || above === undefined) throw new Error('there are no values');
  return below + (above - below) * (place - Math.floor(place));
}
