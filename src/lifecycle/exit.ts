import { engine } from '../engine/index.js';
import type { SocketState } from '../state.js';

/** Sockets on which something waits for a bind, and how that is done at once. */
export const awaitingBind = new Map<SocketState, () => void>();

/** What `isExiting()`, and so the library, keeps: the process knows it by a weak reference. */
const exit = {
  hasBegun: false,
  /** Sends what `send()` accepted before the process ends. */
  begin(): void {
    exit.hasBegun = true;
    for (const bindNow of [...awaitingBind.values()]) bindNow();
    engine.drain();
  },
};

/** Whether the process is emitting 'exit': no tick will come any more. */
export function isExiting(): boolean {
  return exit.hasBegun;
}

/** Every load of the library shares one listener, which keeps none of them from being collected. */
type ExitHooks = Set<WeakRef<() => void>>;

const key = Symbol.for('fast-dgram exit hooks');

function exitHooks(): ExitHooks {
  const shared = process as unknown as { [key]?: ExitHooks };
  let hooks = shared[key];
  if (hooks === undefined) {
    const created: ExitHooks = new Set();
    process.once('exit', () => {
      for (const hook of created) hook.deref()?.();
    });
    Object.defineProperty(shared, key, { value: created });
    hooks = created;
  }
  for (const hook of hooks) if (hook.deref() === undefined) hooks.delete(hook);
  return hooks;
}

exitHooks().add(new WeakRef(exit.begin));
