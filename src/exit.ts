import { engine } from './engine/index.js';
import type { SocketState } from './state.js';

/** Sockets on which something waits for a bind. */
export const awaitingBind = new Set<SocketState>();

let exiting = false;

/** Whether the process is emitting 'exit': no tick will come any more. */
export function isExiting(): boolean {
  return exiting;
}

// What send() accepted leaves before the process ends.
process.once('exit', () => {
  exiting = true;
  for (const state of awaitingBind) state.earlyBind?.();
  engine.drain();
});
