import { isDataView, isSharedArrayBuffer } from 'node:util/types';

/** What a payload may be, once it has been checked: whole, or in parts. */
export type Payload = PayloadPart | readonly PayloadPart[];

/** Text, sent as UTF-8, or bytes. */
export type PayloadPart = string | Uint8Array;

/** Whether a payload is in parts. (Not by `instanceof`: arrays may come from another realm.) */
export function isInParts(payload: Payload): payload is readonly PayloadPart[] {
  return Array.isArray(payload);
}

/** Of what a view covers, its own getters' word counts, not that of properties of the same names. */
class ViewGetters {
  readonly buffer: () => ArrayBufferLike;
  readonly byteOffset: () => number;
  readonly byteLength: () => number;

  constructor(prototype: object) {
    const getterOf = (name: string) => Object.getOwnPropertyDescriptor(prototype, name)?.get;
    this.buffer = getterOf('buffer') as () => ArrayBufferLike;
    this.byteOffset = getterOf('byteOffset') as () => number;
    this.byteLength = getterOf('byteLength') as () => number;
  }
}

const typedArrayGetters = new ViewGetters(Object.getPrototypeOf(Uint8Array.prototype));
const dataViewGetters = new ViewGetters(DataView.prototype);
const typedArrayByteLength = typedArrayGetters.byteLength;

function gettersOf(view: ArrayBufferView): ViewGetters {
  return isDataView(view) ? dataViewGetters : typedArrayGetters;
}

/**
 * The bytes that an array has, whatever a property of its own says: with a wrong length it
 * would be sent with what lies behind it, or be copied over others' datagrams.
 */
export function byteLengthOf(view: Uint8Array): number {
  return typedArrayByteLength.call(view);
}

/**
 * The bytes that any view has, likewise.
 *
 * @throws TypeError for a DataView whose memory was transferred away
 */
export function byteLengthOfView(view: ArrayBufferView): number {
  return gettersOf(view).byteLength.call(view);
}

/**
 * A part of a view's bytes, whatever properties of its own say: nothing but what it covers.
 *
 * @param offset where it begins in the view
 * @param length its bytes, at most those behind the offset
 * @throws TypeError where its memory was transferred away
 */
export function bytesOf(
  view: ArrayBufferView,
  offset = 0,
  length = byteLengthOfView(view),
): Uint8Array {
  const { buffer, byteOffset } = gettersOf(view);
  return new Uint8Array(buffer.call(view), byteOffset.call(view) + offset, length);
}

/** Whether other threads may write to an array's memory. */
export function isInSharedMemory(bytes: Uint8Array): boolean {
  return isSharedArrayBuffer(typedArrayGetters.buffer.call(bytes));
}
