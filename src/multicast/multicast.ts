import { isIP } from 'node:net';
import { familyOf } from '../address.js';
import {
  EADDRINUSE,
  EADDRNOTAVAIL,
  EINVAL,
  type EngineSocket,
  type MulticastInterface,
  type SourceOperation,
} from '../engine/index.js';
import { missingArgument, systemError } from '../errors/errors.js';
import { validateString } from '../options/validate.js';
import { openHandle, type SocketState } from '../state.js';
import { Memberships } from './memberships.js';
import { ALL_INTERFACES, allInterfaces, toMulticastInterface } from './multicast-interface.js';

function membershipsOf(state: SocketState): Memberships {
  state.memberships ??= new Memberships();
  return state.memberships;
}

/** `addMembership()` and `dropMembership()`. */
export function changeMembership(
  state: SocketState,
  join: boolean,
  group: unknown,
  multicastInterface: unknown,
): void {
  const handle = openHandle(state);
  if (!group) throw missingArgument('multicastAddress');
  const address = `${group}`;
  let errno: number;
  if (multicastInterface === ALL_INTERFACES) {
    errno = join ? joinOnAll(state, handle, address) : leaveOnAll(state, handle, address);
  } else {
    const chosen = toMulticastInterface(multicastInterface, isIP(address));
    errno = changeOne(state, handle, join, address, chosen);
  }
  if (errno < 0) throw systemError(errno, join ? 'addMembership' : 'dropMembership');
}

function changeOne(
  state: SocketState,
  handle: EngineSocket,
  join: boolean,
  group: string,
  multicastInterface: MulticastInterface,
): number {
  const memberships = membershipsOf(state);
  if (join) {
    const errno = handle.membership(true, group, multicastInterface);
    if (errno >= 0) memberships.add(group, undefined, multicastInterface);
    return errno;
  }
  const joined = memberships.find(group, undefined, multicastInterface);
  const errno = handle.membership(false, group, multicastInterface);
  if (errno < 0) return errno;
  if (joined !== undefined) memberships.remove(joined);
  else memberships.removeSources(group, multicastInterface);
  return errno;
}

/** Joins where the group is not joined yet. Where one interface refuses, nothing has changed. */
function joinOnAll(state: SocketState, handle: EngineSocket, group: string): number {
  const family = isIP(group);
  if (family === 0) return EINVAL;
  const joined: number[] = [];
  for (const index of allInterfaces(family as 4 | 6)) {
    const errno = changeOne(state, handle, true, group, index);
    if (errno >= 0) joined.push(index);
    else if (errno !== EADDRINUSE) {
      for (const other of joined) changeOne(state, handle, false, group, other);
      return errno;
    }
  }
  return 0;
}

function leaveOnAll(state: SocketState, handle: EngineSocket, group: string): number {
  if (isIP(group) === 0) return EINVAL;
  const interfaces = membershipsOf(state).interfacesOf(group);
  let failure = interfaces.length === 0 ? EADDRNOTAVAIL : 0;
  for (const multicastInterface of interfaces) {
    const errno = changeOne(state, handle, false, group, multicastInterface);
    if (errno < 0) failure = errno;
  }
  return failure;
}

const SOURCE_METHODS: Readonly<Record<SourceOperation, string>> = {
  join: 'addSourceSpecificMembership',
  leave: 'dropSourceSpecificMembership',
  block: 'blockSource',
  unblock: 'unblockSource',
};

/** `addSourceSpecificMembership()`, `dropSourceSpecificMembership()`, `blockSource()`, `unblockSource()`. */
export function changeSource(
  state: SocketState,
  operation: SourceOperation,
  source: unknown,
  group: unknown,
  multicastInterface: unknown,
): void {
  const handle = openHandle(state);
  validateString(source, 'sourceAddress');
  validateString(group, 'groupAddress');
  const chosen = toMulticastInterface(multicastInterface, isIP(group));
  const memberships = membershipsOf(state);
  const joined = operation === 'leave' ? memberships.find(group, source, chosen) : undefined;
  const errno = handle.sourceMembership(operation, source, group, chosen);
  if (errno < 0) throw systemError(errno, SOURCE_METHODS[operation]);
  if (operation === 'join') memberships.add(group, source, chosen);
  if (joined !== undefined) memberships.remove(joined);
}

/** `setMulticastInterface()`. */
export function setMulticastInterface(state: SocketState, multicastInterface: unknown): void {
  const handle = openHandle(state);
  validateString(multicastInterface, 'interfaceAddress');
  const chosen = toMulticastInterface(multicastInterface, familyOf(state.options.type));
  const errno = handle.setMulticastInterface(chosen as string | number);
  if (errno < 0) throw systemError(errno, 'setMulticastInterface');
}
