import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import type { SocketType } from 'node:dgram';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { type Outcome, type Program, run } from '../../support/program';
import { AgentProcess, type RemoteEndpoint } from './agent-process';
import { SETUP } from './capabilities';
import type { EndpointOptions } from './endpoint';
import { processors } from './processors';

/** The addresses of one end of a link. */
export interface Addresses extends Readonly<Record<SocketType, string>> {
  linkLocal: string;
  ethernet: string;
}

const OUT_COUNTERS = { udp4: 'UdpOutDatagrams', udp6: 'Udp6OutDatagrams' } as const;
const FRAGMENT_COUNTERS = { udp4: 'IpFragCreates', udp6: 'Ip6FragCreates' } as const;

/** The table that holds a host's only filter, and the filter's counter. */
const TABLE = 'test';
const COUNTER = 'matched';

/**
 * A host: a network namespace without a name, which a process holds that ends when its input does.
 * So nothing of it remains, whatever becomes of the test.
 */
export class Host {
  readonly #keeper: ChildProcess;
  readonly #addresses = new Map<string, Addresses>();
  #agent: AgentProcess | undefined;

  private constructor(keeper: ChildProcess) {
    this.#keeper = keeper;
  }

  static async create(): Promise<Host> {
    const script = `${SETUP} && echo ready && exec cat`;
    const keeper = spawn('unshare', ['--net', 'sh', '-c', script], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    await once(keeper.stdout as Readable, 'data');
    return new Host(keeper);
  }

  /** The process that holds the namespace. */
  get pid(): number {
    return this.#keeper.pid as number;
  }

  /** What starts a command on this host. */
  get #under(): [string, string] {
    return ['nsenter', `--net=/proc/${this.pid}/ns/net`];
  }

  /** Or what a process sent from one processor could overtake what it sent from another. */
  get #onOneProcessor(): string[] {
    const all = processors();
    return ['taskset', '--cpu-list', `${all[this.pid % all.length]}`];
  }

  /** The addresses of this host's end of a link. */
  on(link: string): Addresses {
    const addresses = this.#addresses.get(link);
    if (addresses === undefined) throw new Error(`no link ${link}`);
    return addresses;
  }

  /** Gives this host's end of a link its addresses, and tells it the other end's. */
  plug(link: string, own: Addresses, other: Addresses): void {
    this.#addresses.set(link, own);
    const neighbours = [other.udp4, other.udp6, other.linkLocal];
    this.ip(
      `link set ${link} addrgenmode none`,
      `link set ${link} up`,
      `addr add ${own.udp4}/24 brd + dev ${link}`,
      `addr add ${own.udp6}/64 dev ${link} nodad`,
      `addr add ${own.linkLocal}/64 dev ${link} nodad`,
      // So that no datagram waits for an address to be resolved, and a link carries nothing else.
      ...neighbours.map((to) => `neigh add ${to} lladdr ${other.ethernet} dev ${link}`),
    );
  }

  /** Gives each of two links the other's name: {@link on} knows them by their old ones. */
  exchangeNames(first: string, second: string): void {
    // Linux 6.2 renames links that are up.
    this.ip(
      `link set ${first} name exchanged`,
      `link set ${second} name ${first}`,
      `link set exchanged name ${second}`,
    );
  }

  /** Commands of ip(8), without its name. */
  ip(...commands: readonly string[]): void {
    this.command(['ip', '-batch', '-'], commands.join('\n'));
  }

  /** Runs a command on this host to its end; what it printed. */
  command([name, ...args]: readonly [string, ...string[]], input = ''): string {
    const [enter, namespace] = this.#under;
    const { stdout, stderr, status, error } = spawnSync(enter, [namespace, name, ...args], {
      input,
      encoding: 'utf8',
    });
    if (error !== undefined) throw error;
    if (status !== 0) throw new Error(`${[name, ...args].join(' ')}\n${input}\n${stderr}`);
    return stdout;
  }

  /** Hands datagrams on between links. */
  forward(): void {
    for (const file of ['ipv4/ip_forward', 'ipv6/conf/all/forwarding']) {
      this.command(['tee', `/proc/sys/net/${file}`], '1');
    }
  }

  /** Lets a rule of nft(8) judge what comes in or goes out. */
  filter(hook: 'input' | 'output', match: string, verdict: string): void {
    this.command(
      ['nft', '-f', '-'],
      `table inet ${TABLE} {
         counter ${COUNTER} {}
         chain only {
           type filter hook ${hook} priority filter
           ${match} counter name ${COUNTER} ${verdict}
         }
       }`,
    );
  }

  /** How much the filter's rule has judged. */
  filtered(): { packets: number; bytes: number } {
    const text = this.command(['nft', '--json', 'list', 'counter', 'inet', TABLE, COUNTER]);
    const { nftables } = JSON.parse(text) as {
      nftables: { counter?: { packets: number; bytes: number } }[];
    };
    const counter = nftables.find((entry) => entry.counter !== undefined)?.counter;
    if (counter === undefined) throw new Error(`no counter in ${text}`);
    return counter;
  }

  /** How many datagrams the kernel was handed to send; a train counts as one. */
  sends(type: SocketType): number {
    return this.#counter(OUT_COUNTERS[type]);
  }

  /** How many fragments the kernel has made of what it sent. */
  fragments(type: SocketType): number {
    return this.#counter(FRAGMENT_COUNTERS[type]);
  }

  /** How many packets have gone out on a link. */
  packets(link: string): number {
    const text = this.command(['ip', '-json', '-stats', 'link', 'show', link]);
    const [{ stats64 }] = JSON.parse(text) as [{ stats64: { tx: { packets: number } } }];
    return stats64.tx.packets;
  }

  /** Opens a socket on this host. */
  open(options: EndpointOptions): Promise<RemoteEndpoint> {
    this.#agent ??= new AgentProcess([...this.#under, ...this.#onOneProcessor]);
    return this.#agent.open(options);
  }

  /** Runs a function as the program of a Node process on this host. */
  run<Arguments extends readonly unknown[]>(
    program: Program<Arguments>,
    ...values: Arguments
  ): Promise<Outcome> {
    return run({ under: this.#under }, program, ...values);
  }

  /** The same of a program that sends a message to its parent once it is ready: then that runs. */
  start<Arguments extends readonly unknown[]>(
    whenReady: () => void,
    program: Program<Arguments>,
    ...values: Arguments
  ): Promise<Outcome> {
    const started = (child: ChildProcess): void => {
      child.once('message', whenReady);
    };
    return run({ under: this.#under, descriptors: ['ipc'], started }, program, ...values);
  }

  /** Ends the host's processes, and with them the host. */
  async end(): Promise<void> {
    try {
      await this.#agent?.end();
    } finally {
      const exit = once(this.#keeper, 'exit');
      this.#keeper.stdin?.end();
      await exit;
    }
  }

  #counter(name: string): number {
    const text = this.command(['nstat', '--json', '--noupdate', '--zeros', '--ignore', name]);
    const { kernel } = JSON.parse(text) as { kernel: Readonly<Record<string, number>> };
    return kernel[name] ?? Number.NaN;
  }
}
