import type { EngineListener, EngineSocket } from '../engine/index.js';
import type { BindState, NodeHandle, NodeView, SocketState } from '../state.js';
import { UDP, type UDPHandle } from './node-internals.js';

/** Of open sockets, the handles that somebody has taken: each owns a descriptor. */
const takenHandles = new Set<NodeHandle>();

/** Whether a descriptor is that of a handle that was taken from an open socket. */
export function isOfHandle(descriptor: number): boolean {
  for (const { fd } of takenHandles) if (fd === descriptor) return true;
  return false;
}

/**
 * What Node's own modules see of a socket: `child.send(message, socket)` takes the handle from
 * here, and the deprecated accessors (`_handle`, `_bindState`, …) the rest.
 */
export class NodeState implements NodeView {
  #state: SocketState;
  #listener: EngineListener;
  #handle: UDPHandle | undefined;
  #isOpen = false;

  constructor(state: SocketState, listener: EngineListener) {
    this.#state = state;
    this.#listener = listener;
  }

  /**
   * Another holder of the socket. From here on a reader that does not know trains may exist,
   * so they are off.
   */
  get handle(): NodeHandle | null {
    const { handle, sharedHandle } = this.#state;
    if (handle === null) return null;
    const taken = sharedHandle ?? this.#copyHandle(handle);
    takenHandles.add(taken);
    return taken;
  }

  #copyHandle({ isOpen, isReferenced, sharing }: EngineSocket): NodeHandle {
    this.#handle ??= this.#createHandle();
    this.reference(isReferenced);
    if (!this.#isOpen && isOpen && sharing !== null) {
      const copy = sharing.copy();
      this.#isOpen = copy >= 0 && this.#handle.open(copy) === 0;
      if (copy >= 0 && !this.#isOpen) sharing.discard(copy);
    }
    return this.#handle;
  }

  get receiving(): boolean {
    return this.#state.receiving;
  }

  set receiving(receiving: boolean) {
    this.#state.receiving = receiving;
  }

  get bindState(): BindState {
    return this.#state.bindState;
  }

  get connectState(): number {
    return this.#state.connectState;
  }

  get queue(): unknown[] | undefined {
    return this.#state.deferred;
  }

  get reuseAddr(): boolean {
    return this.#state.options.flags.reuseAddr;
  }

  /** Whoever asks the handle whether it has a reference learns it of the socket. */
  reference(on: boolean): void {
    if (on) this.#handle?.ref();
    else this.#handle?.unref();
  }

  /** The socket is closed: what was made here goes too. */
  close(): void {
    for (const handle of [this.#handle, this.#state.sharedHandle]) {
      if (handle !== undefined) takenHandles.delete(handle);
    }
    this.#handle?.close();
  }

  #createHandle(): UDPHandle {
    const handle = new UDP();
    handle.onmessage = (size, _handle, message, remote) => {
      if (size < 0) this.#listener.receiveError(size);
      else this.#listener.datagram(message, remote);
    };
    return handle;
  }
}

// To set the deprecated accessors has no effect.
for (const key of ['handle', 'bindState', 'queue', 'reuseAddr'] as const) {
  Object.defineProperty(NodeState.prototype, key, { set: () => {} });
}
