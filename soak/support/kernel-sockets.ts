import type { SocketType } from 'node:dgram';
import { readFileSync } from 'node:fs';

/** What the kernel knows of a UDP socket. */
export interface KernelSocket {
  /** Bytes of memory that hold what was not read yet. */
  queued: number;
  /**
   * What was dropped for lack of room: messages, and a train that arrives uncut at a socket that
   * reads trains is one message.
   */
  drops: number;
}

/** Where the sockets of a family are listed, and how their list writes the loopback address. */
const LISTS = {
  udp4: { file: '/proc/net/udp', loopback: '0100007F' },
  udp6: { file: '/proc/net/udp6', loopback: '00000000000000000000000001000000' },
} as const;

/** How often the list is read anew when it lacks a socket. */
const MOST_LOOKS = 100;

/**
 * The sockets that are bound to the loopback address and these ports, in this order.
 *
 * The kernel gives the list out page by page, and counts its rows to know where it was: where other
 * programs close sockets meanwhile, it leaves some out.
 *
 * @throws where there is none with one of the ports
 */
export function kernelSockets(type: SocketType, ports: readonly number[]): KernelSocket[] {
  for (let look = 0; look < MOST_LOOKS; look++) {
    const listed = list(type);
    const found = ports.flatMap((port) => listed.get(port) ?? []);
    if (found.length === ports.length) return found;
  }
  throw new Error(`The kernel does not list all sockets with the ports ${ports.join(', ')}.`);
}

/** By their port; see proc_net(5). */
function list(type: SocketType): Map<number, KernelSocket> {
  const { file, loopback } = LISTS[type];
  const sockets = new Map<number, KernelSocket>();
  for (const line of readFileSync(file, 'utf8').split('\n').slice(1)) {
    const columns = line.trim().split(/\s+/);
    const [address, port = ''] = columns[1]?.split(':') ?? [];
    if (address !== loopback) continue;
    const queued = Number.parseInt(columns[4]?.split(':')[1] ?? '', 16);
    sockets.set(Number.parseInt(port, 16), { queued, drops: Number(columns.at(-1)) });
  }
  return sockets;
}

/**
 * How many messages the loopback device has dropped, of all processes: when a processor is too
 * busy to take what was sent to any socket.
 */
export function loopbackDrops(): number {
  const line = /^\s*lo:\s*(.*)$/m.exec(readFileSync('/proc/net/dev', 'utf8'))?.[1];
  return Number(line?.split(/\s+/)[3]);
}
