import type { EngineSocket } from '../engine.js';
import { ENODEV } from '../errno.js';
import { DEVICE } from './option-places.js';

type OptionHolder = Pick<EngineSocket, 'setRawOption' | 'getRawOption'>;

/** The longest name of an interface in bytes, with its end: netdevice(7). */
const IFNAMSIZ = 16;

/** Binds a socket to an interface, by name; '': to none. 0, or a negative error number. */
export function setDevice(socket: OptionHolder, name: string): number {
  const text = Buffer.from(`${name}\0`);
  // The kernel would take the beginning of what is too long.
  if (text.length > IFNAMSIZ || name.includes('\0')) return ENODEV;
  const [level, option] = DEVICE;
  return socket.setRawOption(level, option, text);
}

/** The name of the interface that a socket is bound to, '': none; or a negative error number. */
export function getDevice(socket: OptionHolder): string | number {
  const text = Buffer.alloc(IFNAMSIZ);
  const [level, option] = DEVICE;
  const length = socket.getRawOption(level, option, text);
  return length < 0 ? length : text.toString('utf8', 0, Math.max(0, length - 1));
}
