/** What a socket has counted since it was opened. */
export interface SocketCounters {
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
}

/** The same, with what failed. */
export interface AllCounters extends SocketCounters {
  /** How many datagrams could not be sent, by their negative error number. */
  failures: Map<number, number>;
}
