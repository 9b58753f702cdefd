import cluster from 'node:cluster';
import type { BindFlags } from '../engine/index.js';
import type { NodeHandle, SocketObject } from '../state.js';

/** What a worker asks the primary for. */
export interface SharedHandleRequest {
  address: string | null;
  port: unknown;
  addressType: 'udp4' | 'udp6';
  /** A descriptor of the primary's, or -1. */
  fd: number;
  flags: BindFlags;
}

/** libuv's flags of a UDP bind: the primary may be any Node and speaks in these. */
const UV_UDP_IPV6ONLY = 1;
const UV_UDP_REUSEADDR = 4;
const UV_UDP_REUSEPORT = 8;

/** Node's own way of sharing a handle among workers: undocumented, and the same from v0.11 to v26. */
interface SharingCluster {
  _getServer(
    socket: SocketObject,
    options: Omit<SharedHandleRequest, 'flags'> & { flags: number },
    callback: (errno: number, handle: NodeHandle | undefined) => void,
  ): void;
}

/**
 * Asks the cluster's primary for the handle that all workers share, whatever dgram they use.
 *
 * @param callback gets a negative error number, or a handle
 */
export function shareWithCluster(
  socket: SocketObject,
  request: SharedHandleRequest,
  callback: (errno: number, handle: NodeHandle | undefined) => void,
): void {
  const { reuseAddr, reusePort, ipv6Only } = request.flags;
  const flags =
    (reuseAddr ? UV_UDP_REUSEADDR : 0) |
    (reusePort ? UV_UDP_REUSEPORT : 0) |
    (ipv6Only ? UV_UDP_IPV6ONLY : 0);
  (cluster as unknown as SharingCluster)._getServer(
    socket,
    { ...request, flags },
    (errno, handle) => callback(errno, errno ? undefined : handle),
  );
}
