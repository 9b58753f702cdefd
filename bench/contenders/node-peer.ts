import path from 'node:path';
import { NODE_PEERS } from '../paths.js';
import type { Role } from '../protocol.js';

/** The program whose roles run on any module that has `node:dgram`'s API. */
export const DGRAM_PEER = path.join(NODE_PEERS, 'main.js');

/** The program whose roles run on fast-dgram's batches. */
export const BATCH_PEER = path.join(NODE_PEERS, 'batch-main.js');

/** The roles of {@link DGRAM_PEER}. */
export const DGRAM_ROLES: readonly Role[] = ['send', 'receive', 'echo', 'ping', 'open', 'import'];

/**
 * Node's own arguments for a role. `open` measures memory without garbage; and without the steps
 * in which V8's young generation doubles while sockets are made, of which one more or less would
 * outweigh all of them.
 */
export function nodeFlags(role: Role): string[] {
  const youngGeneration = ['--min-semi-space-size=64', '--max-semi-space-size=64'];
  return role === 'open' ? ['--expose-gc', ...youngGeneration] : [];
}
