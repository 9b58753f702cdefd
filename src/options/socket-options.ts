import { EINVAL, engine, type OptionName } from '../engine/index.js';
import { closedHandle, systemError } from '../errors/errors.js';
import { ConnectState, type SocketState } from '../state.js';
import { validateNumber } from './validate.js';

/**
 * Sets an integer option of the kernel's.
 *
 * @param method the public method, which names the error
 */
export function setOption(
  state: SocketState,
  name: OptionName,
  method: string,
  value: number,
): void {
  if (state.handle === null) throw closedHandle(method);
  // What a connected socket sent before still has the old value; an unconnected one's
  // datagrams leave at the end of the tick, with the new one. So it is in Node.
  if (state.connectState === ConnectState.Connected) engine.sends.flush();
  const errno = state.handle.setOption(name, value);
  if (errno < 0) throw systemError(errno, method);
}

function setHops(
  state: SocketState,
  name: OptionName,
  method: string,
  ttl: number,
  least: number,
): number {
  validateNumber(ttl, 'ttl');
  if (state.handle === null) throw closedHandle(method);
  const hops = ttl | 0;
  if (hops < least || hops > 255) throw systemError(EINVAL, method);
  setOption(state, name, method, hops);
  return ttl;
}

/** `setTTL()`. */
export function setTTL(state: SocketState, ttl: number): number {
  return setHops(state, 'ttl', 'setTTL', ttl, 1);
}

/** `setMulticastTTL()`. */
export function setMulticastTTL(state: SocketState, ttl: number): number {
  return setHops(state, 'multicastTTL', 'setMulticastTTL', ttl, 0);
}
