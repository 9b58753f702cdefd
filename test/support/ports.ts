import nodeDgram, { type SocketType } from 'node:dgram';
import { once } from 'node:events';

/** Below what Linux hands out for port 0, so that no other test gets one of these by chance. */
const FIRST = 20_000;
const COUNT = 12_000;

/** A port that is free on each of the addresses: for scenarios that bind one port twice. */
export async function freePort(...addresses: readonly string[]): Promise<number> {
  for (;;) {
    const port = FIRST + Math.floor(Math.random() * COUNT);
    const free = await Promise.all(addresses.map((address) => isFree(port, address)));
    if (free.every(Boolean)) return port;
  }
}

async function isFree(port: number, address: string): Promise<boolean> {
  const type: SocketType = address.includes(':') ? 'udp6' : 'udp4';
  const socket = nodeDgram.createSocket({ type, ipv6Only: type === 'udp6' });
  try {
    socket.bind(port, address);
    await once(socket, 'listening');
    return true;
  } catch {
    return false;
  } finally {
    socket.close();
  }
}
