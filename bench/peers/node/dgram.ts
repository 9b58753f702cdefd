import type dgram from 'node:dgram';

/** `node:dgram`, or what has its API. */
export type Dgram = typeof dgram;

/** The address of everything here. */
export const ADDRESS = '127.0.0.1';

/**
 * A socket bound to a port that the system chooses.
 *
 * @param options that a module may have beyond `node:dgram`'s
 */
export function bound(
  { createSocket }: Dgram,
  onMessage?: (message: Buffer, remote: dgram.RemoteInfo) => void,
  options: object = {},
  address = ADDRESS,
): Promise<dgram.Socket> {
  const socket = createSocket({ type: 'udp4', ...options }, onMessage);
  return new Promise((resolve) => socket.bind(0, address, () => resolve(socket)));
}

/** A socket connected to that port. */
export function connected({ createSocket }: Dgram, port: number): Promise<dgram.Socket> {
  const socket = createSocket('udp4');
  return new Promise((resolve, reject) => {
    socket.once('error', reject);
    socket.connect(port, ADDRESS, () => resolve(socket));
  });
}

/** Takes a socket's handle, as `child.send()` does: another reader of its descriptor may exist then. */
export function takeHandle(socket: dgram.Socket): void {
  // Not by a socket of node:dgram's: that module is not to be loaded before a role does.
  for (let owner: object | null = socket; owner !== null; owner = Object.getPrototypeOf(owner)) {
    for (const key of Object.getOwnPropertySymbols(owner)) {
      if (key.description !== 'state symbol') continue;
      Reflect.get(Reflect.get(socket, key), 'handle');
      return;
    }
  }
  throw new Error('this Node hides the handle elsewhere');
}
