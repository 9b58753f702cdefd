import { engine, type Features } from './engine/index.js';

let known: Readonly<Features> | undefined;

/**
 * What the running kernel has: asked once, of a socket that is thrown away. Without `gso` and `gro`
 * datagrams leave and arrive one by one; what needs another throws `ERR_FEATURE_UNAVAILABLE`.
 */
export function features(): Readonly<Features> {
  known ??= Object.freeze(engine.features());
  return known;
}
