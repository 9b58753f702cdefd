import { getSystemErrorName } from 'node:util';
import { notRunning } from './errors.js';
import type { SocketState } from './state.js';

/** A buffer of the kernel's. */
export interface BufferStats {
  /** The size that was asked for, in bytes; undefined: none, the system's default. */
  asked: number | undefined;
  /** The size that the kernel counts with: twice what was asked for, or its limit. 0 unbound. */
  granted: number;
}

/** What a socket has counted since it was opened. Everything is 0 before. */
export interface SocketStats {
  /** Times that the event loop found something to read. */
  wakeUps: number;
  /** System calls that read. */
  receiveCalls: number;
  /** Datagrams that were read, before any block list. */
  datagramsReceived: number;
  /** Their bytes. */
  bytesReceived: number;
  /** Trains: reads that brought several datagrams at once. */
  trainsReceived: number;
  /** Datagrams that arrived in trains. */
  trainDatagramsReceived: number;
  /**
   * Datagrams that the kernel dropped for want of room, where a train counts as one; undefined
   * where it does not tell (before Linux 4.12).
   */
  datagramsDropped: number | undefined;
  /** Datagrams that were longer than what was read of them. */
  datagramsTruncated: number;
  /** System calls that sent. */
  sendCalls: number;
  /** Datagrams that the kernel took. */
  datagramsSent: number;
  /** Their bytes. */
  bytesSent: number;
  /** Segmented sends: several datagrams at once. */
  trainsSent: number;
  /** Datagrams that left in them. */
  trainDatagramsSent: number;
  /** Datagrams that had to wait for the kernel. */
  datagramsBlocked: number;
  /** Datagrams that wait for it now. */
  datagramsQueued: number;
  /** Their bytes. */
  bytesQueued: number;
  /** Datagrams that could not be sent, by the code of their error. */
  datagramsFailed: Record<string, number>;
  recvBuffer: BufferStats;
  sendBuffer: BufferStats;
}

const NOTHING = {
  wakeUps: 0,
  receiveCalls: 0,
  datagramsReceived: 0,
  bytesReceived: 0,
  trainsReceived: 0,
  trainDatagramsReceived: 0,
  datagramsDropped: 0,
  datagramsTruncated: 0,
  sendCalls: 0,
  datagramsSent: 0,
  bytesSent: 0,
  trainsSent: 0,
  trainDatagramsSent: 0,
  datagramsBlocked: 0,
  datagramsQueued: 0,
  bytesQueued: 0,
  failures: new Map<number, number>(),
};

/** `stats()`. */
export function readStats({ handle, recvBufferSize, sendBufferSize }: SocketState): SocketStats {
  if (handle === null) throw notRunning();
  const counters = handle.counters();
  const { failures, ...counts } = typeof counters === 'number' ? NOTHING : counters;
  const failed = [...failures].map(([errno, count]) => [getSystemErrorName(errno), count]);
  const granted = (name: 'recvBufferSize' | 'sendBufferSize'): number =>
    Math.max(0, handle.getOption(name));
  return {
    ...counts,
    datagramsFailed: Object.fromEntries(failed) as Record<string, number>,
    recvBuffer: { asked: recvBufferSize, granted: granted('recvBufferSize') },
    sendBuffer: { asked: sendBufferSize, granted: granted('sendBufferSize') },
  };
}
