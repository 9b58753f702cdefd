import { getSystemErrorName } from 'node:util';
import type { SocketCounters } from './engine/index.js';
import { askedSize } from './options/buffer-size.js';
import { type BufferName, openHandle, type SocketState } from './state.js';

/** A buffer of the kernel's. */
export interface BufferStats {
  /** The size that was asked for, in bytes; undefined: none, the system's default. */
  asked: number | undefined;
  /** The size that the kernel counts with: twice what was asked for, or its limit. 0 unbound. */
  granted: number;
}

/** What a socket has counted since it was opened. Everything is 0 before. */
export interface SocketStats extends SocketCounters {
  /** Datagrams that could not be sent, by the code of their error. */
  datagramsFailed: Record<string, number>;
  /** Where datagrams wait to be read (`SO_RCVBUF`). */
  recvBuffer: BufferStats;
  /** Where datagrams wait that the kernel has taken and the device has not (`SO_SNDBUF`). */
  sendBuffer: BufferStats;
}

/** `stats()`. */
export function readStats(state: SocketState): SocketStats {
  const handle = openHandle(state);
  const { failures, ...counts } = handle.counters();
  const failed = [...failures].map(([errno, count]) => [getSystemErrorName(errno), count]);
  const bufferStats = (name: BufferName): BufferStats => ({
    asked: askedSize(state, name),
    granted: Math.max(0, handle.getOption(name)),
  });
  return {
    ...counts,
    datagramsFailed: Object.fromEntries(failed) as Record<string, number>,
    recvBuffer: bufferStats('recvBufferSize'),
    sendBuffer: bufferStats('sendBufferSize'),
  };
}
