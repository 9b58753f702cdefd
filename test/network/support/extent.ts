/** Whether these are the tests of `npm run test:net`, which may take longer. */
export const isLong = process.env.TEST_EXTENT === 'long';

/** How much of something a test does: so much in `npm test`, and more in `npm run test:net`. */
export function extent(short: number, long: number): number {
  return isLong ? long : short;
}
