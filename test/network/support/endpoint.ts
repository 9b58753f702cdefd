import type { RemoteInfo, SocketType } from 'node:dgram';
import { EventEmitter, once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type {
  Socket as FastSocket,
  KernelOptionName,
  KernelOptions,
  Membership,
  MessageBatch,
} from 'fast-dgram';
import { type Implementation, load, type Socket } from '../../support/dgram';
import { type Arrival, Arrivals } from './arrivals';
import { datagram } from './datagrams';
import { Load, type Outcome } from './load';

/** Room for what arrives while a busy machine does something else. */
const RECEIVE_BUFFER = 4 << 20;

export interface EndpointOptions {
  type: SocketType;
  address: string;
  /** By default a free one. */
  port?: number;
  implementation?: Implementation;
  /** Takes what arrives by 'messages' rather than by 'message'. */
  batches?: boolean;
  /** Sends what arrives back. */
  echo?: boolean;
  reuseAddr?: boolean;
  sendBufferSize?: number;
  /** The place that its first datagram tells. */
  firstPlace?: number;
}

export interface Destination {
  port: number;
  address: string;
  /** The interface that it leaves by: its name or index. */
  interface?: string | number;
}

/** What became of the datagrams of one tick. */
export interface Sent {
  /** The place of the datagram behind the last. */
  end: number;
  outcomes: Outcome[];
}

/** A socket on a host, with all that tests do with one; it works in the host's process. */
export class Endpoint {
  readonly #socket: Socket;
  readonly #arrivals = new Arrivals();
  readonly #errors: string[] = [];
  readonly #events = new EventEmitter();
  #next: number;
  #load: Load | undefined;

  private constructor(socket: Socket, { batches, echo, firstPlace = 0 }: EndpointOptions) {
    this.#socket = socket;
    this.#next = firstPlace;
    const arrive = (message: Buffer, remote: RemoteInfo): void =>
      this.#arrivals.add(message, remote);
    if (batches) {
      (socket as unknown as FastSocket).on('messages', (batch: MessageBatch) => {
        for (const [message, remote] of batch) arrive(message, remote);
      });
    } else {
      socket.on('message', arrive);
    }
    if (echo) {
      socket.on('message', (message, { port, address }) => socket.send(message, port, address));
    }
    socket.on('error', ({ message }) => {
      this.#errors.push(message);
      this.#events.emit('failure');
    });
  }

  static async open(options: EndpointOptions): Promise<Endpoint> {
    const { type, address, port = 0, implementation = 'fast-dgram' } = options;
    const { reuseAddr = false, sendBufferSize } = options;
    const socket = load(implementation).createSocket({
      type,
      reuseAddr,
      recvBufferSize: RECEIVE_BUFFER,
      ...(sendBufferSize === undefined ? {} : { sendBufferSize }),
    });
    const endpoint = new Endpoint(socket, options);
    socket.bind(port, address);
    await once(socket, 'listening');
    return endpoint;
  }

  address(): AddressInfo {
    return this.#socket.address();
  }

  /** What only fast-dgram's sockets have; what node:dgram's have, too, works on either. */
  get #fast(): FastSocket {
    return this.#socket as unknown as FastSocket;
  }

  /** Connects to a peer: sends then go there, without a destination of their own. */
  connect({ port, address }: Destination): Promise<void> {
    return new Promise((resolve) => this.#socket.connect(port, address, resolve));
  }

  /** Sends datagrams of these lengths in one tick. */
  async send(to: Destination | null, lengths: readonly number[]): Promise<Sent> {
    const outcomes = await new Promise<Outcome[]>((resolve) => {
      const told: Outcome[] = [];
      let left = lengths.length;
      lengths.forEach((length, place) => {
        this.#send(to, length, (error) => {
          told[place] = told[place] === undefined ? (error?.code ?? 'sent') : 'told twice';
          left -= 1;
          if (left === 0) resolve(told);
        });
      });
    });
    return { end: this.#next, outcomes };
  }

  /** Sends one buffer that the kernel cuts into so many datagrams; how many it took. */
  sendCut({ port, address }: Destination, count: number, length: number): Promise<number> {
    const all = Array.from({ length: count }, () => datagram(this.#next++, length));
    return new Promise((resolve) =>
      this.#fast.sendMany(
        Buffer.concat(all),
        { port, address, segmentSize: length },
        (_error, sent: number) => resolve(sent),
      ),
    );
  }

  /** How many datagrams wait for the kernel to take them. */
  queued(): number {
    return this.#socket.getSendQueueCount();
  }

  /** Waits for the datagram of a place, or for one behind it. */
  reach(place: number): Promise<void> {
    return this.#arrivals.reach(place);
  }

  /** What has arrived since this was called last, with the datagram of that place. */
  take(place: number): Promise<Arrival[]> {
    return this.#arrivals.take(place);
  }

  /** The first 'error' that no earlier call has told. */
  async error(): Promise<string> {
    while (this.#errors.length === 0) await once(this.#events, 'failure');
    return this.#errors.shift() as string;
  }

  /** The messages of each 'error' that {@link error} has not told. */
  errors(): readonly string[] {
    return this.#errors;
  }

  /** Begins to send datagrams without end. */
  startLoad(to: Destination | null): void {
    this.#load = new Load(async (lengths) => (await this.send(to, lengths)).outcomes);
  }

  /** How many of the load's datagrams have left or failed, once they are so many at least. */
  async loadCount(atLeast = 0): Promise<number> {
    await this.#load?.reach(atLeast);
    return this.#load?.count ?? 0;
  }

  /** Ends the load; what became of each of its datagrams. */
  async stopLoad(): Promise<readonly Outcome[]> {
    return (await this.#load?.stop()) ?? [];
  }

  setOption<Name extends Exclude<KernelOptionName, 'mtu'>>(
    name: Name,
    value: KernelOptions[Name],
  ): void {
    this.#fast.setOption(name, value);
  }

  getOption(name: KernelOptionName): unknown {
    return this.#fast.getOption(name);
  }

  setBroadcast(): void {
    this.#socket.setBroadcast(true);
  }

  setMulticastInterface(on: string): void {
    this.#fast.setMulticastInterface(on);
  }

  addMembership(group: string, on?: string | number): void {
    this.#fast.addMembership(group, on);
  }

  dropMembership(group: string, on?: string | number): void {
    this.#fast.dropMembership(group, on);
  }

  memberships(): Membership[] {
    return this.#fast.memberships();
  }

  blockSource(source: string, group: string, on: string | number): void {
    this.#fast.blockSource(source, group, on);
  }

  unblockSource(source: string, group: string, on: string | number): void {
    this.#fast.unblockSource(source, group, on);
  }

  addSourceSpecificMembership(source: string, group: string, on: string): void {
    this.#socket.addSourceSpecificMembership(source, group, on);
  }

  async close(): Promise<void> {
    await this.#load?.stop();
    this.#socket.close();
  }

  #send(
    to: Destination | null,
    length: number,
    callback: (error: NodeJS.ErrnoException | null) => void,
  ): void {
    const bytes = datagram(this.#next++, length);
    if (to === null) this.#socket.send(bytes, callback);
    else if (to.interface !== undefined) this.#fast.send(bytes, { ...to }, callback);
    else this.#socket.send(bytes, to.port, to.address, callback);
  }
}
