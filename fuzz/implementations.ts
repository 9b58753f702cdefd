import { load } from '../test/support/dgram.js';
import type { Pair } from './differential.js';
import { lookUpLocally } from './run/lookup.js';

/** Loads both implementations, with look-ups that leave the network alone. */
export function loadBoth(): Pair {
  lookUpLocally();
  return { 'node:dgram': load('node:dgram'), 'fast-dgram': load('fast-dgram') };
}
