import { type SocketObject, stateOf } from '../state.js';

/** `ref()` and `unref()`: whether an open socket keeps the process alive. */
export function reference(socket: SocketObject, on: boolean): void {
  const { handle, nodeState } = stateOf(socket);
  handle?.reference(on);
  nodeState?.reference(on);
}
