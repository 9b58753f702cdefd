import dgram from 'node:dgram';

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
  for (const symbol of Object.getOwnPropertySymbols(dgram.createSocket('udp4'))) {
    if (symbol.description === 'state symbol') Reflect.get(Reflect.get(socket, symbol), 'handle');
  }
}
