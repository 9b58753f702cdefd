import type { Socket } from '../socket.js';
import { stateOf } from '../state.js';

/** `ref()` and `unref()`: whether an open socket keeps the process alive. */
export function reference(socket: Socket, on: boolean): void {
  const { handle, nodeState } = stateOf(socket);
  handle?.reference(on);
  nodeState?.reference(on);
}
