import { isIP } from 'node:net';
import { anyAddress } from '../address.js';
import { alreadyBound, invalidArgumentType, invalidArgumentValue } from '../errors/errors.js';
import { nextTick } from '../node/next-tick.js';
import { isObject, validatePort, validateString } from '../options/validate.js';
import { BindState, openHandle, type SocketObject, stateOf } from '../state.js';
import { bindHandle, startReceiving } from './bind.js';

/** `bindSync()`. */
export function bindSync(socket: SocketObject, options: unknown = {}): void {
  const state = stateOf(socket);
  openHandle(state);
  if (!isObject(options) || Array.isArray(options)) {
    throw invalidArgumentType('options', 'of type object', options);
  }
  if (state.bindState !== BindState.Unbound) throw alreadyBound();
  const port = validatePort(options.port ?? 0, 'options.port', true);
  const address = options.address || anyAddress(state.options.type);
  validateString(address, 'options.address');
  if (isIP(address) === 0) {
    throw invalidArgumentValue(
      'options.address',
      'must be a numeric IP address; bindSync does not perform DNS resolution',
      address,
    );
  }
  const failure = bindHandle(state, address, port) ?? startReceiving(state);
  if (failure !== undefined) throw failure;
  nextTick(() => {
    if (state.handle !== null) socket.emit('listening');
  });
}
