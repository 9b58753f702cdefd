/** What the addon shares with JavaScript, and what it calls. */
export interface EngineSetup {
  [name: string]: unknown;
}

/** A setup that the addon accepts, as small as can be, with callbacks that do nothing. */
export function engineSetup(): EngineSetup {
  const words = (count: number): Int32Array => new Int32Array(count);
  return {
    sendSlab: new Uint8Array(4096),
    sendDescriptors: words(64 * 5),
    sendResults: words(64),
    unblockedResults: words(64),
    receiveSlab: new Uint8Array(32 * 65_536),
    receiveMessages: words(32 * 3),
    delivery: words(7),
    receiveInfo: words(32 * 7),
    sendControls: words(8 * 13),
    addresses: words((3 + 3 * 32) * 7),
    destinationCapacity: 16,
    onContextNeeded: () => {},
    onDatagrams: () => {},
    onBatch: () => {},
    onDelivered: () => {},
    onReceiveError: () => {},
    onIcmpError: () => {},
    onDropped: () => {},
    onUnblocked: () => {},
  };
}
