// What travels. A datagram that has room for a header tells what it is and carries a checksum; a
// shorter one is a piece of known bytes.

import { crc32 } from 'node:zlib';
import { Random } from '../support/random.js';

/** Checksum, flow, length, sequence number, message number, place, count. */
export const HEADER_BYTES = 24;

/** The longest datagram of a flow. */
export const LONGEST = 8000;

/** What a datagram tells of itself. */
export interface Header {
  flow: number;
  /** Its number within its flow, from 0 on. */
  sequence: number;
  /** The number, within the flow, of the message of the kernel that it left in. */
  message: number;
  /** Its place among the datagrams of that message. */
  place: number;
  /** How many datagrams that message has. */
  count: number;
}

/** Bodies are cut from these bytes, each datagram's elsewhere. */
const BODIES = bodies();

function bodies(): Buffer {
  const random = new Random(1);
  return Buffer.from(Array.from({ length: 2 ** 16 + LONGEST }, () => random.below(256)));
}

function bodyOf(flow: number, sequence: number, length: number): Buffer {
  const offset = (flow * 7919 + sequence * 31 + length) % 2 ** 16;
  return BODIES.subarray(offset, offset + length);
}

/** Writes a datagram over the whole of a buffer. */
export function writeDatagram(buffer: Buffer, header: Header): void {
  const { flow, sequence, message, place, count } = header;
  bodyOf(flow, sequence, buffer.length).copy(buffer);
  if (buffer.length < HEADER_BYTES) return;
  buffer.writeUInt16LE(flow, 4);
  buffer.writeUInt16LE(buffer.length, 6);
  buffer.writeUIntLE(sequence, 8, 6);
  buffer.writeUIntLE(message, 14, 6);
  buffer.writeUInt16LE(place, 20);
  buffer.writeUInt16LE(count, 22);
  buffer.writeUInt32LE(crc32(buffer.subarray(4)), 0);
}

/** What a datagram with a header tells of itself; undefined where it is not what was sent. */
export function readDatagram(datagram: Buffer): Header | undefined {
  if (
    datagram.length < HEADER_BYTES ||
    datagram.readUInt16LE(6) !== datagram.length ||
    datagram.readUInt32LE(0) !== crc32(datagram.subarray(4))
  ) {
    return undefined;
  }
  return {
    flow: datagram.readUInt16LE(4),
    sequence: datagram.readUIntLE(8, 6),
    message: datagram.readUIntLE(14, 6),
    place: datagram.readUInt16LE(20),
    count: datagram.readUInt16LE(22),
  };
}

/** Whether a datagram without a header is the one with that number. */
export function isShortDatagram(datagram: Buffer, flow: number, sequence: number): boolean {
  return bodyOf(flow, sequence, datagram.length).equals(datagram);
}

/** A receiver's answer: how many datagrams it has got. */
export function writeAnswer(received: number): Buffer {
  const answer = Buffer.allocUnsafe(6);
  answer.writeUIntLE(received, 0, 6);
  return answer;
}

/** How many datagrams the receiver had got when it answered. */
export function readAnswer(answer: Buffer): number {
  return answer.readUIntLE(0, 6);
}
