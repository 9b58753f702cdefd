import type { SocketType } from 'node:dgram';
import test from 'node:test';
import { HANG_MS } from '../../support/hang';
import type { RemoteEndpoint } from './agent-process';
import { type Command, whyNot } from './capabilities';
import type { EndpointOptions } from './endpoint';
import { isLong } from './extent';
import { type Addresses, Host } from './host';

/** The link between two hosts, where there is only one. */
export const LINK = 'wire';

export interface LinkOptions {
  /** The longest packet that it carries. */
  mtu?: number;
}

export interface PairOptions extends LinkOptions {
  sender?: Partial<EndpointOptions>;
  receiver?: Partial<EndpointOptions>;
}

/** Two hosts with a link, and a socket on each that is bound to its address. */
export interface Pair {
  alice: Host;
  bob: Host;
  sender: RemoteEndpoint;
  receiver: RemoteEndpoint;
}

/** The hosts of one test. */
export class Network {
  readonly #hosts: Host[] = [];
  #links = 0;

  async host(): Promise<Host> {
    const host = await Host.create();
    this.#hosts.push(host);
    return host;
  }

  /** Connects two hosts by a link that both know by that name. */
  link(name: string, first: Host, second: Host, { mtu = 1500 }: LinkOptions = {}): void {
    this.#links += 1;
    const [one, other] = [addresses(this.#links, 1), addresses(this.#links, 2)];
    first.ip(
      `link add ${name} mtu ${mtu} address ${one.ethernet} type veth peer name ${name} mtu ${mtu} address ${other.ethernet} netns ${second.pid}`,
    );
    first.plug(name, one, other);
    second.plug(name, other, one);
  }

  /** Two hosts and the links between them. */
  async hosts(names: readonly string[] = [LINK], options: LinkOptions = {}): Promise<[Host, Host]> {
    const alice = await this.host();
    const bob = await this.host();
    for (const name of names) this.link(name, alice, bob, options);
    return [alice, bob];
  }

  async pair(type: SocketType, { sender, receiver, ...link }: PairOptions = {}): Promise<Pair> {
    const [alice, bob] = await this.hosts([LINK], link);
    return {
      alice,
      bob,
      sender: await alice.open({ type, address: alice.on(LINK)[type], ...sender }),
      receiver: await bob.open({ type, address: bob.on(LINK)[type], ...receiver }),
    };
  }

  async end(): Promise<void> {
    await Promise.all(this.#hosts.map((host) => host.end()));
  }
}

function addresses(link: number, end: number): Addresses {
  return {
    udp4: `10.0.${link}.${end}`,
    udp6: `fd00:${link}::${end}`,
    linkLocal: `fe80::${end}`,
    ethernet: `02:00:00:00:0${link}:0${end}`,
  };
}

export interface NetworkTestOptions {
  needs?: readonly Command[];
  /** Runs in `npm test`, too, not in `npm run test:net` only. */
  quick?: boolean;
}

/** A test with hosts of its own. */
export function networkTest(
  name: string,
  run: (network: Network) => Promise<void>,
  { needs = [], quick = false }: NetworkTestOptions = {},
): void {
  const skip = quick || isLong ? whyNot(needs) : 'only in npm run test:net';
  test(name, { skip, timeout: HANG_MS }, async (context) => {
    const network = new Network();
    context.after(() => network.end());
    await run(network);
  });
}

/** A test on IPv4 and on IPv6. */
export function familiesTest(
  name: string,
  run: (network: Network, type: SocketType) => Promise<void>,
  options: NetworkTestOptions = {},
): void {
  for (const type of ['udp4', 'udp6'] as const) {
    const family = type === 'udp4' ? 'IPv4' : 'IPv6';
    networkTest(`${name} (${family})`, (network) => run(network, type), options);
  }
}
