import type { Dgram } from './dgram.js';
import { Parameters } from './parameters.js';

/**
 * Plays a role.
 *
 * @param load loads the module that is measured
 */
export type Play = (load: () => Dgram, parameters: Parameters) => void | Promise<void>;

/** Plays the role that the arguments tell: it comes first, then `module=…` and what it takes. */
export async function playRole(
  roles: Readonly<Record<string, Play>>,
  [role = '', ...args]: readonly string[],
): Promise<void> {
  const play = roles[role];
  if (play === undefined) throw new Error(`there is no role "${role}"`);
  const parameters = new Parameters(args);
  await play(() => require(parameters.text('module')) as Dgram, parameters);
}
