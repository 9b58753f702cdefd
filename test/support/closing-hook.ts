import { createHook } from 'node:async_hooks';
import type { Socket } from 'fast-dgram';

/**
 * Creates a socket that an async hook closes just before anything is called in its context, and
 * binds another, which the engine may give its place.
 */
export function closedBeforeCalled(create: () => Socket, successor: Socket): Socket {
  const contexts = new Set<number>();
  const hook = createHook({
    init: (id, type) => {
      if (type === 'UDPWRAP') contexts.add(id);
    },
    before: (id) => {
      if (!contexts.has(id)) return;
      hook.disable();
      socket.close();
      successor.bindSync({ address: '127.0.0.1' });
    },
  }).enable();
  const socket = create();
  return socket;
}
