import type { Socket } from 'fast-dgram';

/** Below what Linux hands out by itself, and above what services listen on by custom. */
const FIRST = 10_000;
const COUNT = 10_000;

/**
 * Binds a socket to a port that the system gives to nobody who does not ask for it. To those that
 * it does give, other programs' datagrams stray: to the port that one had a moment ago, or that it
 * has in the other family. A stray one that the kernel drops would be in nobody's account.
 */
export function bindQuietly(socket: Socket, address: string): number {
  for (;;) {
    const port = FIRST + Math.floor(Math.random() * COUNT);
    try {
      return socket.bindSync({ port, address }).port;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    }
  }
}
