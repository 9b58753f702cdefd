import type { EngineListener } from '../engine.js';
import { KeptBatch } from '../kept-batch.js';
import { DELIVER_BATCHES, DELIVER_DATAGRAMS } from './constants.js';

/**
 * Takes what has arrived at a socket, to deliver it later.
 *
 * @param listener whom it is for
 * @param currentDelivery the socket's DELIVER_… flags when it is delivered
 * @param read reads the socket to the end, for another listener
 * @returns the deliveries, in their order, each for a call of its own
 */
export function takeArrived(
  listener: EngineListener,
  currentDelivery: () => number,
  read: (taker: EngineListener) => void,
): (() => void)[] {
  const arrived: (() => void)[] = [];
  read({
    datagram: (message, remote) => {
      // Two deliveries, of which the first decides on both, as in native/receive.c.
      let delivery = 0;
      arrived.push(() => {
        delivery = currentDelivery();
        if (delivery & DELIVER_BATCHES) listener.batch(new KeptBatch([[message, remote]]));
      });
      arrived.push(() => {
        if (delivery & DELIVER_DATAGRAMS) listener.datagram(message, remote);
      });
    },
    // It is read datagram by datagram.
    batch: () => {},
    receiveError: (errno) => arrived.push(() => listener.receiveError(errno)),
    icmpError: (icmpError) => arrived.push(() => listener.icmpError(icmpError)),
    dropped: (count) => arrived.push(() => listener.dropped(count)),
    sendFailed: (errno) => listener.sendFailed(errno),
  });
  return arrived;
}
