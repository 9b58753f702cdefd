import { invalidArgumentType, missingArgument, systemError } from './errors.js';
import { validateString } from './options.js';
import { openHandle, type SocketState } from './state.js';

/** `addMembership()` and `dropMembership()`. */
export function changeMembership(
  state: SocketState,
  join: boolean,
  group: unknown,
  multicastInterface: unknown,
): void {
  const handle = openHandle(state);
  if (!group) throw missingArgument('multicastAddress');
  const errno = handle.membership(join, `${group}`, interfaceText(multicastInterface));
  if (errno < 0) throw systemError(errno, join ? 'addMembership' : 'dropMembership');
}

/** `addSourceSpecificMembership()` and `dropSourceSpecificMembership()`. */
export function changeSourceMembership(
  state: SocketState,
  join: boolean,
  source: unknown,
  group: unknown,
  multicastInterface: unknown,
): void {
  const handle = openHandle(state);
  validateString(source, 'sourceAddress');
  validateString(group, 'groupAddress');
  const errno = handle.sourceMembership(join, source, group, interfaceText(multicastInterface));
  if (errno < 0) {
    const syscall = join ? 'addSourceSpecificMembership' : 'dropSourceSpecificMembership';
    throw systemError(errno, syscall);
  }
}

/** `setMulticastInterface()`. */
export function setMulticastInterface(state: SocketState, multicastInterface: unknown): void {
  const handle = openHandle(state);
  if (typeof multicastInterface !== 'string') {
    throw invalidArgumentType('interfaceAddress', 'of type string', multicastInterface);
  }
  const errno = handle.setMulticastInterface(multicastInterface);
  if (errno < 0) throw systemError(errno, 'setMulticastInterface');
}

/** Like Node, anything that is given is taken as text. */
function interfaceText(multicastInterface: unknown): string | undefined {
  return multicastInterface === undefined || multicastInterface === null
    ? undefined
    : `${multicastInterface}`;
}
