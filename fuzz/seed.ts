/** A seed for fast-check. */
export function randomSeed(): number {
  return Math.floor(Math.random() * 2 ** 31);
}
