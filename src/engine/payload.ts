/** What a payload may be, once it has been checked: whole, or in parts. */
export type Payload = PayloadPart | readonly PayloadPart[];

/** Text, sent as UTF-8, or bytes. */
export type PayloadPart = string | Uint8Array;

/** Whether a payload is in parts. (Not by `instanceof`: arrays may come from another realm.) */
export function isInParts(payload: Payload): payload is readonly PayloadPart[] {
  return Array.isArray(payload);
}

const byteLengthGetter = Object.getOwnPropertyDescriptor(
  Object.getPrototypeOf(Uint8Array.prototype),
  'byteLength',
)?.get as () => number;

/**
 * The bytes that an array has, whatever a property of its own says: with a wrong length it
 * would be sent with what lies behind it, or be copied over others' datagrams.
 */
export function byteLengthOf(view: Uint8Array): number {
  return byteLengthGetter.call(view);
}
