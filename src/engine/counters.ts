/** What a socket has counted. */
export interface SocketCounters {
  wakeUps: number;
  receiveCalls: number;
  datagramsReceived: number;
  bytesReceived: number;
  trainsReceived: number;
  trainDatagramsReceived: number;
  datagramsTruncated: number;
  sendCalls: number;
  datagramsSent: number;
  bytesSent: number;
  trainsSent: number;
  trainDatagramsSent: number;
  datagramsBlocked: number;
  datagramsQueued: number;
  bytesQueued: number;
  /** Undefined where the transport can't tell. */
  datagramsDropped: number | undefined;
  /** How many datagrams failed with each negative error number. */
  failures: Map<number, number>;
}
