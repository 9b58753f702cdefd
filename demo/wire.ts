// What travels between clients and server. Every datagram starts with a position: how many
// datagrams the client has sent, this one included.

/** What a datagram to the server is. */
export enum Kind {
  /** One to count. */
  Data,
  /** One to count and to answer. */
  DataToAnswer,
  /** One to answer only. */
  Question,
}

/** The bytes that every datagram has: the position, and what it is. */
export const HEADER_BYTES = 5;

export function writeHeader(datagram: Buffer, position: number, kind: Kind): void {
  datagram.writeUInt32LE(position, 0);
  datagram.writeUInt8(kind, 4);
}

export function readPosition(datagram: Buffer): number {
  return datagram.readUInt32LE(0);
}

export function readKind(datagram: Buffer): Kind {
  return datagram.readUInt8(4);
}

/** What the server answers: it is past that position, and has received that many until then. */
export interface Acknowledgement {
  position: number;
  received: number;
}

export function packAcknowledgement({ position, received }: Acknowledgement): Buffer {
  const datagram = Buffer.allocUnsafe(8);
  datagram.writeUInt32LE(position, 0);
  datagram.writeUInt32LE(received, 4);
  return datagram;
}

export function unpackAcknowledgement(datagram: Buffer): Acknowledgement {
  return { position: datagram.readUInt32LE(0), received: datagram.readUInt32LE(4) };
}
