import { dropChannel } from '../diagnostics.js';
import type { ReceiveOptions } from '../engine/index.js';
import { featureUnavailable, invalidArgumentType } from '../errors/errors.js';
import { features } from '../features.js';
import { validateOneOf } from './validate.js';

/** What can be told with each datagram besides its sender. */
export type ReceiveInfo = 'destination' | 'tos' | 'ttl' | 'timestamp';

const RECEIVE_INFO: readonly ReceiveInfo[] = ['destination', 'tos', 'ttl', 'timestamp'];

/** Most sockets ask for none of it: two objects serve them all. */
const PLAIN: ReceiveOptions = Object.freeze({
  trains: true,
  destination: false,
  tos: false,
  ttl: false,
  timestamp: false,
  drops: false,
  icmpErrors: false,
});
const ONE_BY_ONE: ReceiveOptions = Object.freeze({ ...PLAIN, trains: false });

const NOTHING: readonly ReceiveInfo[] = [];

function checkReceiveInfo(value: unknown): readonly ReceiveInfo[] {
  if (value === undefined || value === false) return NOTHING;
  if (value === true) return RECEIVE_INFO;
  const name = 'options.receiveInfo';
  if (!Array.isArray(value)) {
    throw invalidArgumentType(name, 'of type boolean or an instance of Array', value);
  }
  return value.map((item: unknown, place) => {
    validateOneOf(item, `${name}[${place}]`, RECEIVE_INFO);
    return item;
  });
}

/**
 * What a socket reads.
 *
 * @param trains whether several datagrams may arrive in one read
 * @param receiveInfo what is told with each: `true`, or a list
 * @throws ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, ERR_FEATURE_UNAVAILABLE
 */
export function checkReceiveOptions(
  trains: boolean,
  receiveInfo: unknown,
  icmpErrors: boolean,
): ReceiveOptions {
  const info = checkReceiveInfo(receiveInfo);
  const drops = dropChannel.hasSubscribers;
  if (info.length === 0 && !icmpErrors && !drops) return trains ? PLAIN : ONE_BY_ONE;
  for (const name of icmpErrors ? [...info, 'icmpErrors' as const] : info) {
    if (!features()[name]) throw featureUnavailable(name);
  }
  const asked = Object.fromEntries(info.map((name) => [name, true]));
  return { ...PLAIN, ...asked, trains, icmpErrors, drops };
}
