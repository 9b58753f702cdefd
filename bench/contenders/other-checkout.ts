import path from 'node:path';
import type { Contender } from './contender.js';
import { usesOf } from './fast-dgram.js';
import { run } from './programs.js';

/**
 * Another checkout of fast-dgram, which takes turns with this one: what a change has cost or
 * brought.
 *
 * @param folder that it is built in
 * @param contenders which of this checkout's contenders, among them, have one of the other's beside
 *   them
 * @throws where nothing in that folder can be loaded
 */
export function otherCheckout(folder: string, contenders: readonly Contender[]): Contender[] {
  const root = path.resolve(folder);
  if (!isLoadable(root)) {
    throw new Error(`--other takes a checkout that is built (npm ci, npm run build), not ${root}.`);
  }
  const uses = usesOf(root, async ({ node }) => {
    await run([node, '--eval', `require(${JSON.stringify(root)})`]);
    return run(['git', '-C', root, 'rev-parse', '--short', 'HEAD']);
  });
  return uses
    .filter((use) => contenders.some(({ id }) => id === use.id))
    .map((use) => ({
      ...use,
      id: `${use.id}-other`,
      title: `another ${use.title}`,
      follows: use.id,
    }));
}

function isLoadable(folder: string): boolean {
  try {
    require.resolve(folder);
    return true;
  } catch {
    return false;
  }
}
