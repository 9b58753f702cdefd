import fc, { type Arbitrary } from 'fast-check';
import { nodeHas } from '../../test/support/dgram.js';
import type { Call, Name, Value } from '../sequence.js';
import {
  address,
  anything,
  destinationPort,
  leading,
  literals,
  localPort,
  mostly,
  NEGATIVE_TEXT,
  objectWith,
} from '../values/index.js';
import { MEMBERSHIP_METHODS, type Methods, OPTION_METHODS } from './option-methods.js';
import { sendArguments, sendtoArguments } from './send-arguments.js';

const onlyExtra: Arbitrary<Value[]> = leading(anything);

function lifeMethods(callback: Arbitrary<Value>): Methods {
  return {
    bind: [5, bindArguments(callback)],
    connect: [4, connectArguments(callback)],
    disconnect: [2, onlyExtra],
    close: [1, leading(callback)],
    address: [1, onlyExtra],
    remoteAddress: [1, onlyExtra],
    ref: [1, onlyExtra],
    unref: [1, onlyExtra],
    ...(nodeHas('bindSync')
      ? {
          bindSync: [2, leading(mostly(synchronousBindOptions, anything))],
          connectSync: [2, leading(destinationPort, address)],
        }
      : {}),
  };
}

const synchronousBindOptions = objectWith({ port: localPort, address });

/** Small descriptors only that are no sockets: others' sockets must not be taken over. */
const descriptor = literals(1, 0, -1, 1.5, '1', 1_000_000, 2 ** 31, 2 ** 32 + 1, null);

const bindOptions = fc.oneof(
  objectWith({ port: localPort, address, exclusive: anything }),
  objectWith({ port: localPort, fd: descriptor, exclusive: anything, recvStart: literals(1) }),
);

function bindArguments(callback: Arbitrary<Value>): Arbitrary<Value[]> {
  const overloads = fc.oneof(
    { withCrossShrink: true },
    leading(localPort, address, callback),
    leading(localPort, callback),
    leading(callback, anything),
    leading(bindOptions, callback, anything),
  );
  return overloads.filter(([port]) => port?.code !== NEGATIVE_TEXT);
}

function connectArguments(callback: Arbitrary<Value>): Arbitrary<Value[]> {
  return fc.oneof(
    { withCrossShrink: true },
    leading(destinationPort, address, callback),
    leading(destinationPort, callback, anything),
  );
}

/** A call of any method of a socket. */
export function calls(socket: Name, callback: Arbitrary<Value>): Arbitrary<Call> {
  const methods: Methods = {
    send: [14, sendArguments(callback)],
    sendto: [1, sendtoArguments(callback)],
    ...lifeMethods(callback),
    ...OPTION_METHODS,
    ...MEMBERSHIP_METHODS,
  };
  const weighted = Object.entries(methods).map(([method, [weight, values]]) => ({
    weight,
    arbitrary: values.map((args): Call => ({ kind: 'call', socket, method, args })),
  }));
  return fc.oneof({ withCrossShrink: true }, ...weighted);
}
