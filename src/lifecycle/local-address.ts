import { isLiteral } from '../address.js';
import { engine, type SocketAddress } from '../engine/index.js';
import { systemError } from '../errors/errors.js';
import { openHandle, type SocketState } from '../state.js';

/**
 * `address()`.
 *
 * @throws EBADF where the socket is not bound, ERR_SOCKET_DGRAM_NOT_RUNNING
 */
export function localAddress(state: SocketState): SocketAddress {
  const handle = openHandle(state);
  let address = handle.localAddress();
  if (typeof address !== 'number' && address.port === 0 && asksForLiterals(state, address)) {
    // What was disconnected has no port until it sends; where a look-up has answered at once,
    // Node has sent by now.
    engine.sends.flush();
    address = handle.localAddress();
  }
  if (typeof address === 'number') throw systemError(address, 'getsockname');
  return address;
}

/** Whether the socket's look-up is not `dns.lookup`, which answers no sooner than in a tick. */
function asksForLiterals({ options }: SocketState, { address }: SocketAddress): boolean {
  return !isLiteral(address, options.lookup);
}
