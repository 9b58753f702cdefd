import dgram from 'node:dgram';
import type { NodeHandle } from './state.js';

/** A UDP handle of Node's own. */
export interface UDPHandle extends NodeHandle {
  open(descriptor: number): number;
  onmessage: (size: number, handle: unknown, message: Buffer, remote: dgram.RemoteInfo) => void;
}

/** Node's class, as it was before anybody replaced it. */
export const NodeSocket = dgram.Socket;

// What Node does not export is read off a socket of its own. Its lookup never answers, so its
// bind takes no system resources.
const probe = dgram.createSocket({ type: 'udp4', lookup: () => {} });
probe.bind(0, () => {});

function ownSymbol(object: object, description: string): symbol {
  return Object.getOwnPropertySymbols(object).find(
    (key) => key.description === description,
  ) as symbol;
}

/** The key under which Node's own modules look for a socket's state. */
export const nodeStateKey = ownSymbol(probe, 'state symbol');

const { handle: probeHandle } = (probe as unknown as Record<symbol, { handle: UDPHandle }>)[
  nodeStateKey
] as { handle: UDPHandle };

/** Node's class of UDP handles. */
export const UDP = probeHandle.constructor as new () => UDPHandle;

/** The key under which Node's own modules look for a handle's socket. */
const ownerKey = ownSymbol(probeHandle, 'owner_symbol');

/** Makes Node's own modules close the socket where they would close the handle. */
export function setOwner(handle: NodeHandle, socket: object): void {
  Object.assign(handle, { [ownerKey]: socket });
}

/**
 * Whether a bind's callback hides a failure from 'error': it does where it brings an 'error'
 * listener with it, which is so up to Node 24.20.
 */
export const bindCallbackHidesErrors = probe.listenerCount('error') > 0;

probe.close();
