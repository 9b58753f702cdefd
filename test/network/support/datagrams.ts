import { createHash } from 'node:crypto';

const DIGEST_LENGTH = 20;

/** The length of the shortest datagram that tells its place: a digest and a number. */
export const SHORTEST = DIGEST_LENGTH + 4;

/** A datagram that tells its place in its flow, and whether a byte of it has changed. */
export function datagram(place: number, length: number): Buffer {
  const bytes = Buffer.alloc(length, `${place};`);
  bytes.writeUInt32BE(place, DIGEST_LENGTH);
  digestOf(bytes).copy(bytes);
  return bytes;
}

/** The place that a datagram tells, unless it is not as it was sent. */
export function placeOf(bytes: Buffer): number | 'damaged' {
  const intact =
    bytes.length >= SHORTEST && digestOf(bytes).equals(bytes.subarray(0, DIGEST_LENGTH));
  return intact ? bytes.readUInt32BE(DIGEST_LENGTH) : 'damaged';
}

/** The lengths of so many datagrams of one length. */
export function run(count: number, length: number): number[] {
  return Array<number>(count).fill(length);
}

function digestOf(bytes: Buffer): Buffer {
  return createHash('sha1').update(bytes.subarray(DIGEST_LENGTH)).digest();
}
