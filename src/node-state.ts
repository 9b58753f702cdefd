import dgram from 'node:dgram';
import type { EngineListener, RemoteInfo } from './engine/index.js';
import type { BindState, NodeHandle, SocketState } from './state.js';

/** A UDP handle of Node's own. */
interface UDPHandle extends NodeHandle {
  open(descriptor: number): number;
  onmessage: (size: number, handle: unknown, message: Buffer, remote: RemoteInfo) => void;
}

/** Node's class, as it was before anybody replaced it. */
export const NodeSocket = dgram.Socket;

// Its lookup never answers, so its bind takes no system resources.
const probe = dgram.createSocket({ type: 'udp4', lookup: () => {} });
probe.bind(0, () => {});

/** The key under which Node's own modules look for a socket's state. */
export const nodeStateKey = Object.getOwnPropertySymbols(probe).find(
  (key) => key.description === 'state symbol',
) as symbol;

const UDP = (probe as unknown as Record<symbol, { handle: UDPHandle }>)[nodeStateKey]?.handle
  .constructor as new () => UDPHandle;

/**
 * Whether a bind's callback hides a failure from 'error': it does up to Node 24.20 and 26.9 or
 * so, where the callback brings an 'error' listener with it.
 */
export const bindCallbackHidesErrors = probe.listenerCount('error') > 0;

probe.close();

/**
 * What Node's own modules see of a socket: `child.send(message, socket)` takes the handle from
 * here, and the deprecated accessors (`_handle`, `_bindState`, …) the rest.
 */
export class NodeState {
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
    if (sharedHandle !== undefined) return sharedHandle;
    this.#handle ??= this.#createHandle();
    if (!this.#isOpen && handle.isOpen && handle.sharing !== null) {
      const copy = handle.sharing.copy();
      this.#isOpen = copy >= 0 && this.#handle.open(copy) === 0;
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
    return this.#state.flags.reuseAddr;
  }

  /** The socket is closed: what was made here goes too. */
  close(): void {
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
