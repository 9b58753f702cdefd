import { engine, type Features } from './engine/index.js';

let known: Readonly<Features> | undefined;

/**
 * What the running kernel has of what makes datagrams fast: asked once, of a socket that is
 * thrown away. What it lacks, nothing depends on: datagrams then leave and arrive one by one.
 */
export function features(): Readonly<Features> {
  known ??= Object.freeze(engine.features());
  return known;
}
