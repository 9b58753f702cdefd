/** What a bind asks for besides its address. */
export interface BindFlags {
  reuseAddr: boolean;
  reusePort: boolean;
  ipv6Only: boolean;
}

/** What a socket wants to read. */
export interface ReceiveOptions {
  /** Several datagrams may arrive in one read. */
  readonly trains: boolean;
  /** Where a datagram was sent to. */
  readonly destination: boolean;
  /** Its type of service, with ECN. */
  readonly tos: boolean;
  /** Its hops. */
  readonly ttl: boolean;
  /** When it arrived. */
  readonly timestamp: boolean;
  /** How many the kernel has dropped. */
  readonly drops: boolean;
  /** What ICMP says of those that were sent. */
  readonly icmpErrors: boolean;
}

/** What becomes of a source of a group. */
export type SourceOperation = 'leave' | 'join' | 'block' | 'unblock';

/** An interface: its index, or an address in Node's manner; undefined: the system chooses. */
export type MulticastInterface = string | number | undefined;

/** How a group of sockets shares what arrives: by its flow, by CPU, at random. */
export type Steering = 'flow' | 'cpu' | 'random';

/** An integer socket option, in the words of its setter or the kernel. */
export type OptionName =
  | 'broadcast'
  | 'busyPoll'
  | 'dontFragment'
  | 'freebind'
  | 'incomingCPU'
  | 'mark'
  | 'mtu'
  | 'mtuDiscover'
  | 'multicastAll'
  | 'multicastLoopback'
  | 'multicastTTL'
  | 'priority'
  | 'recvBufferSize'
  | 'recvBufferSizeForce'
  | 'sendBufferSize'
  | 'sendBufferSizeForce'
  | 'tos'
  | 'transparent'
  | 'ttl';
