import { createHook } from 'node:async_hooks';
import type { Socket } from 'fast-dgram';

/**
 * Creates a socket that an async hook closes when the engine makes a context for it (`init`), or
 * just before anything is called in its context (`before`), and binds another, which the engine may
 * give its place.
 */
export function closedAt(
  moment: 'init' | 'before',
  create: () => Socket,
  successor: Socket,
): Socket {
  const contexts = new Set<number>();
  const replace = (): void => {
    hook.disable();
    socket.close();
    successor.bindSync({ address: '127.0.0.1' });
  };
  const hook = createHook({
    init: (id, type) => {
      if (type !== 'UDPWRAP') return;
      // The socket itself is the first.
      if (moment === 'init' && contexts.size > 0) replace();
      contexts.add(id);
    },
    before: (id) => {
      if (moment === 'before' && contexts.has(id)) replace();
    },
  }).enable();
  const socket = create();
  return socket;
}
