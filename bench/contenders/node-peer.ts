import path from 'node:path';
import { NODE_PEERS } from '../paths.js';
import type { Role } from '../protocol.js';

/** The program whose roles run on any module that has `node:dgram`'s API. */
export const DGRAM_PEER = path.join(NODE_PEERS, 'main.js');

/** The program whose roles run on fast-dgram's batches. */
export const BATCH_PEER = path.join(NODE_PEERS, 'batch-main.js');

/** The roles of {@link DGRAM_PEER}. */
export const DGRAM_ROLES: readonly Role[] = [
  'send',
  'receive',
  'echo',
  'ping',
  'query',
  'open',
  'import',
];

/**
 * Node's own arguments for a role. `open` measures the memory that sockets keep: without garbage,
 * and with a young generation that does not grow, since its steps, and how much of it is touched
 * while sockets are made, would outweigh them.
 */
export function nodeFlags(role: Role): string[] {
  const youngGeneration = ['--min-semi-space-size=1', '--max-semi-space-size=1'];
  return role === 'open' ? ['--expose-gc', ...youngGeneration] : [];
}
