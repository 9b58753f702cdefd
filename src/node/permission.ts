import { accessDenied } from '../errors/errors.js';

/** Node's permission model, where it is on. */
interface Permission {
  has(scope: string): boolean;
}

/** Undefined where the running Node does not restrict the network: then nothing is checked. */
const permission = findPermission();

function findPermission(): Permission | undefined {
  const { permission: model } = process as unknown as { permission?: Permission };
  // The model is older (Node 20) than its restriction of the network (Node 25).
  const restrictsNetwork = model && process.allowedNodeEnvironmentFlags.has('--allow-net');
  return restrictsNetwork ? model : undefined;
}

/**
 * What forbids the network to this process, if anything does. It may change while it runs:
 * permissions can be dropped.
 *
 * @param resource the address in question, for the error
 */
export function networkDenial(resource = ''): Error | undefined {
  if (permission === undefined || permission.has('net')) return undefined;
  return accessDenied(resource);
}

/** @throws ERR_ACCESS_DENIED */
export function requireNetwork(): void {
  const denial = networkDenial();
  if (denial !== undefined) throw denial;
}
