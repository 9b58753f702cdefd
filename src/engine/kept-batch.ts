import type { PacketInfo, ReceivedBatch, RemoteInfo } from './datagram.js';

/** A datagram that was received and kept. */
export type KeptDatagram = [message: Buffer, remote: RemoteInfo];

/** A batch of datagrams that were received before, one by one. */
export class KeptBatch implements ReceivedBatch {
  #datagrams: readonly KeptDatagram[];

  constructor(datagrams: readonly KeptDatagram[]) {
    this.#datagrams = datagrams;
  }

  get length(): number {
    return this.#datagrams.length;
  }

  exclude(isExcluded: (remote: RemoteInfo) => boolean): void {
    this.#datagrams = this.#datagrams.filter(([, remote]) => !isExcluded(remote));
  }

  size(place: number): number {
    return this.data(place).length;
  }

  data(place: number): Buffer {
    return this.#at(place)[0];
  }

  view(place: number): Buffer {
    return this.data(place);
  }

  port(place: number): number {
    return this.#at(place)[1].port;
  }

  address(place: number): string {
    return this.#at(place)[1].address;
  }

  remote(place: number): RemoteInfo {
    return { ...this.#at(place)[1] };
  }

  info(place: number): Readonly<PacketInfo> {
    const {
      address: _address,
      family: _family,
      port: _port,
      size: _size,
      ...info
    } = this.remote(place);
    return Object.freeze(info);
  }

  #at(place: number): KeptDatagram {
    return this.#datagrams[place] as KeptDatagram;
  }
}
