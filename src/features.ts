import { engine, type Features } from './engine/index.js';
import { systemError } from './errors/errors.js';

let known: Readonly<Features> | undefined;

/**
 * What the running kernel has: asked once, of a socket that is thrown away. Without `gso` and `gro`
 * datagrams leave and arrive one by one; what needs another throws `ERR_FEATURE_UNAVAILABLE`.
 *
 * @throws the system's error where no socket can be opened to ask
 */
export function features(): Readonly<Features> {
  if (known !== undefined) return known;
  const found = engine.features();
  if (typeof found === 'number') throw systemError(found, 'socket');
  known = Object.freeze(found);
  return known;
}
