import { ENOPROTOOPT, type Steering } from '../engine/index.js';
import { featureUnavailable, systemError } from '../errors/errors.js';
import { openHandle, type SocketState } from '../state.js';
import { validateInteger, validateOneOf } from './validate.js';

const STEERINGS: readonly Steering[] = ['flow', 'cpu', 'random'];

/** The most sockets of a group: the kernel's places have 16 bits. */
const MAX_SOCKETS = 65_535;

/** `setReusePortSteering()`. */
export function setReusePortSteering(
  state: SocketState,
  steering: unknown,
  sockets: unknown,
): void {
  const handle = openHandle(state);
  validateOneOf(steering, 'steering', STEERINGS);
  // One flow has one socket, however many there are.
  const count = steering === 'flow' ? 1 : sockets;
  validateInteger(count, 'sockets', 1, MAX_SOCKETS);
  const errno = handle.setSteering(steering, count);
  if (errno === ENOPROTOOPT) throw featureUnavailable('steering');
  if (errno < 0) throw systemError(errno, 'setReusePortSteering');
}
