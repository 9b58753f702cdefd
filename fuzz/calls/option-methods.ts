import fc, { type Arbitrary } from 'fast-check';
import type { Value } from '../sequence.js';
import { anyNumber, anything, leading, literals, mostly } from '../values/index.js';

/** Methods with how often they are called, and what with. */
export type Methods = Readonly<Record<string, readonly [weight: number, Arbitrary<Value[]>]>>;

const flag = leading(mostly(literals(true, false), anything));
const hops = leading(mostly(fc.oneof(literals(1, 64, 255, 0, 256), anyNumber), anything));
const none = leading(anything);

/** "to give `-0` as a buffer's size": it ends the process of `node:dgram`. */
const anySize = mostly(anyNumber, anything).filter(({ code }) => code !== '-0');

/** Receive buffers of at least 64 KiB: see "how many datagrams a receive buffer holds". */
const receiveBufferSize = mostly(
  literals(2 ** 16, 2 ** 18, 0, -1, 1.5, Number.NaN, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1, 2 ** 32),
  anySize.filter(({ code }) => !/^\d+$/.test(code)),
);

/** The address of an interface that leads nowhere else. */
const loopbackInterface = literals('127.0.0.1', '::1%lo');

/** Getters and setters of a socket's options. */
export const OPTION_METHODS: Methods = {
  setBroadcast: [1, flag],
  setTTL: [1, hops],
  setMulticastTTL: [1, hops],
  setMulticastLoopback: [1, flag],
  setMulticastInterface: [1, leading(mostly(loopbackInterface, anything))],
  setRecvBufferSize: [1, leading(receiveBufferSize)],
  setSendBufferSize: [1, leading(anySize)],
  getRecvBufferSize: [1, none],
  getSendBufferSize: [1, none],
  getSendQueueSize: [1, none],
  getSendQueueCount: [1, none],
};

/** Groups whose membership is told to nobody, whichever the interface. */
const silentGroup = literals('224.0.0.1', 'ff01::1', '127.0.0.1', 'no group');

/** One argument at most runs code of its own: "a second argument that throws". */
const membership: Arbitrary<Value[]> = fc.oneof(
  { withCrossShrink: true },
  fc.tuple(literals('239.1.2.3', 'ff15::1'), loopbackInterface),
  leading(silentGroup, anything),
  fc.tuple(anything, loopbackInterface),
);

const sourceMembership: Arbitrary<Value[]> = fc.oneof(
  { withCrossShrink: true },
  fc.tuple(literals('127.0.0.1', '::1'), literals('232.1.2.3', 'ff35::1'), loopbackInterface),
  leading(literals('127.0.0.1', '::1'), silentGroup, anything),
  leading(anything, anything),
);

/** Joining and leaving groups. */
export const MEMBERSHIP_METHODS: Methods = {
  addMembership: [1, membership],
  dropMembership: [1, membership],
  addSourceSpecificMembership: [1, sourceMembership],
  dropSourceSpecificMembership: [1, sourceMembership],
};
