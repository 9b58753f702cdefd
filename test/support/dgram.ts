import type nodeDgram from 'node:dgram';
import type { AddressInfo, BlockList } from 'node:net';

/** What Node 22 to 26 added to the options of a socket since `@types/node` 20. */
export interface SocketOptions extends nodeDgram.SocketOptions {
  reusePort?: boolean;
  receiveBlockList?: BlockList;
  sendBlockList?: BlockList;
}

/** A socket with the synchronous calls of Node 24.21. */
export interface Socket extends nodeDgram.Socket {
  type: nodeDgram.SocketType;
  bindSync(options?: { port?: number; address?: string }): AddressInfo;
  connectSync(port: number, address?: string): void;
  sendto(...args: unknown[]): void;
}

type MessageListener = (message: Buffer, rinfo: nodeDgram.RemoteInfo) => void;

/** The shape that `node:dgram` and `fast-dgram` share. */
export interface Dgram {
  createSocket(type: nodeDgram.SocketType | SocketOptions, listener?: MessageListener): Socket;
  Socket: new (type: nodeDgram.SocketType | SocketOptions, listener?: MessageListener) => Socket;
}

export type Implementation = 'node:dgram' | 'fast-dgram';

export const IMPLEMENTATIONS: readonly Implementation[] = ['node:dgram', 'fast-dgram'];

export function load(name: Implementation): Dgram {
  return require(name) as Dgram;
}

/** What only some versions of Node have. A name says what a skipped test misses. */
export type Feature =
  | 'bindSync'
  | 'receiveBlockList'
  | 'reusePort'
  | 'Symbol.asyncDispose'
  | 'check of the port "0"'
  | 'underscore accessors';

export function nodeHas(feature: Feature): boolean {
  const node = load('node:dgram');
  const prototype = node.Socket.prototype as object;
  switch (feature) {
    case 'bindSync':
      return 'bindSync' in prototype;
    case 'underscore accessors':
      return '_healthCheck' in prototype;
    case 'Symbol.asyncDispose':
      return Symbol.asyncDispose in prototype;
    case 'receiveBlockList':
      try {
        node.createSocket({ type: 'udp4', receiveBlockList: {} as BlockList }).close();
        return false;
      } catch {
        return true;
      }
    case 'check of the port "0"':
      // The address is wrong too, so that nothing begins.
      try {
        Reflect.apply(node.Socket.prototype.connect, undefined, ['0', 5]);
        return false;
      } catch (error) {
        return (error as NodeJS.ErrnoException).code === 'ERR_SOCKET_BAD_PORT';
      }
    case 'reusePort': {
      const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
      return major > 23 || (major === 23 && minor >= 1) || (major === 22 && minor >= 12);
    }
  }
}
