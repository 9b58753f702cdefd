import diagnosticsChannel from 'node:diagnostics_channel';
import type { Sockets } from './sockets';

/** Subscribes to a diagnostics channel until the test's sockets are closed. */
export function subscribe(
  sockets: Sockets,
  channel: string,
  subscriber: (told: unknown) => void,
): void {
  diagnosticsChannel.subscribe(channel, subscriber);
  sockets.atEnd(() => diagnosticsChannel.unsubscribe(channel, subscriber));
}
