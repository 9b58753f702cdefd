import { nextTick } from '../node/next-tick.js';
import { openHandle, type SocketObject, stateOf } from '../state.js';
import { presentTurn } from './turns.js';

/** `close()`: behind what waits for an implicit bind, after what was sent. */
export function close(socket: SocketObject, callback: unknown): void {
  const state = stateOf(socket);
  if (typeof callback === 'function') socket.on('close', callback as () => void);
  if (state.deferred !== undefined) {
    state.deferred.push({
      // By its public name, as Node does: who has overridden it sees it twice.
      run: () => {
        socket.close();
      },
      fail: () => {
        // A listener of 'error' may have closed it.
        if (state.handle !== null) close(socket, undefined);
      },
    });
    return;
  }
  const handle = openHandle(state);
  handle.close(() => nextTick(() => socket.emit('close')));
  // An async hook has closed it in the course of that.
  if (state.handle === null) return;
  handle.resource.emitDestroy();
  state.handle = null;
  state.turnAtClose = presentTurn();
  state.receiving = false;
  state.sharedHandle?.close();
  state.nodeState?.close();
}
