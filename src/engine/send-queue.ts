/** A datagram that the kernel would not take at once: its outcome is settled later. */
export interface BlockedDatagram {
  /** 0 when it left, a negative error number when it did not, undefined until it is known. */
  outcome: number | undefined;
  /** Called when the outcome is known. */
  settled: (() => void) | undefined;
}

/** The datagrams that one flush sends. */
export interface SendBatch {
  /** Whether the flush is done. */
  flushed: boolean;
  /** A flush or a completion that will cause one is scheduled. */
  scheduled: boolean;
  /** How many they are, once they are flushed. */
  count: number;
  /**
   * What did not leave at once, by its place in the batch: a negative error number, or the
   * datagram that waits. Null when everything left, which is nearly always.
   */
  exceptions: Map<number, number | BlockedDatagram> | null;
}

/** The datagrams of this tick, of all sockets of this thread, until they are flushed. */
export interface SendQueue {
  /** That of the datagram that was queued last. */
  readonly batch: SendBatch;
  /** Sends everything queued. */
  flush(): void;
  /**
   * Sends everything queued, now or with what the listeners of the same wake-up still send: for
   * datagrams of which nobody awaits the outcome.
   */
  flushSoon(): void;
}
