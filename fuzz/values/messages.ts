import fc, { type Arbitrary } from 'fast-check';
import { make, type Value } from '../sequence.js';
import { anything } from './objects.js';
import { literals, mostly, value } from './value.js';

/** ES2024's, which Node 20 has and the compiled language's library does not know. */
type ResizableConstructor = new (
  size: number,
  options: { maxByteLength: number },
) => ArrayBuffer & { resize(size: number): void };

const ResizableArrayBuffer = ArrayBuffer as unknown as ResizableConstructor;

const texts = literals('hello', '', 'ünïcödé', '\ud800', 'a\0b', 'x'.repeat(1000));

/** Bytes that tell which they are, of a length that is ordinary. */
const buffers = fc
  .tuple(fc.constantFrom(3, 0, 1, 100, 1472), fc.integer({ min: 97, max: 122 }))
  .map(([size, fill]) => value(`Buffer.alloc(${size}, ${fill})`, () => Buffer.alloc(size, fill)));

/** Around the longest datagram, but not "a datagram of more than 65,535 bytes". */
const longBuffers = fc
  .constantFrom(9000, 65_507, 65_508, 65_535)
  .map((size) => value(`Buffer.alloc(${size})`, () => Buffer.alloc(size)));

const views = fc.constantFrom<Value[]>(
  value('Uint8Array.of(1, 2, 3)', () => Uint8Array.of(1, 2, 3)),
  value('Uint16Array.of(1, 2)', () => Uint16Array.of(1, 2)),
  value('Float64Array.of(1)', () => Float64Array.of(1)),
  value('BigInt64Array.of(1n)', () => BigInt64Array.of(1n)),
  value('Uint8ClampedArray.of(1)', () => Uint8ClampedArray.of(1)),
  value('new DataView(new ArrayBuffer(8), 2, 4)', () => new DataView(new ArrayBuffer(8), 2, 4)),
  value("Buffer.from('abcdef').subarray(2, 4)", () => Buffer.from('abcdef').subarray(2, 4)),
  value('Uint16Array.of(1, 2, 3).subarray(1)', () => Uint16Array.of(1, 2, 3).subarray(1)),
  value('new Uint8Array(new SharedArrayBuffer(4))', () => new Uint8Array(new SharedArrayBuffer(4))),
  value('new Uint8Array(resizable)', () => new Uint8Array(resizable(4))),
  value('new Uint8Array(grown)', () => {
    const memory = resizable(4);
    const view = new Uint8Array(memory);
    memory.resize(8);
    return view;
  }),
);

function resizable(size: number): InstanceType<ResizableConstructor> {
  return new ResizableArrayBuffer(size, { maxByteLength: 16 });
}

/** Views whose memory is gone, or which say something else of themselves. */
const treacherousViews = fc.constantFrom<Value[]>(
  transferred('Uint8Array', () => Uint8Array.of(1, 2, 3)),
  transferred('DataView', () => new DataView(new ArrayBuffer(4))),
  transferred('Uint16Array', () => Uint16Array.of(1, 2)),
  value('new Uint8Array(shrunk, 2, 4)', () => {
    const memory = resizable(8);
    const view = new Uint8Array(memory, 2, 4);
    memory.resize(4);
    return view;
  }),
  value("isBound ? new DataView(shrunk, 2, 4) : ''", ({ isBound }) => {
    const memory = resizable(8);
    const view = new DataView(memory, 2, 4);
    memory.resize(4);
    return isBound ? view : '';
  }),
  lying(1),
  lying(1000),
);

/** Where the send has not to wait for a bind: "a message whose memory is gone". */
function transferred(name: string, create: () => ArrayBufferView): Value {
  return value(`isBound ? detached ${name} : ''`, ({ isBound }) => {
    const view = create();
    if (isBound) structuredClone(view.buffer, { transfer: [view.buffer as ArrayBuffer] });
    return isBound ? view : '';
  });
}

/** Only of its length: "a view with a `byteLength`, `byteOffset` or `buffer` of its own". */
function lying(length: number): Value {
  return value(`Uint8Array.of(1, 2, 3) with { length: ${length} }`, () =>
    Object.defineProperty(Uint8Array.of(1, 2, 3), 'length', { value: length }),
  );
}

/** A message that may be a part of one. */
const part: Arbitrary<Value> = fc.oneof(
  { withCrossShrink: true },
  { weight: 10, arbitrary: buffers },
  { weight: 4, arbitrary: texts },
  { weight: 4, arbitrary: views },
  { weight: 1, arbitrary: treacherousViews },
);

/** Parts of which some may be no messages; never the 1,025 that differ (see "Better on purpose"). */
const inParts: Arbitrary<Value> = fc
  .tuple(
    // "A proxy as a part of a message"
    fc.array(
      mostly(
        part,
        anything.filter(({ code }) => !/proxy/i.test(code)),
      ),
      { maxLength: 4 },
    ),
    fc.constantFrom('array', 'holes', 'proxy', 'own iterator'),
  )
  .map(([parts, kind]) => {
    const source = `[${parts.map(({ code }) => code).join(', ')}]`;
    return value(kind === 'array' ? source : `${source} with ${kind}`, (scope) => {
      const list = parts.map((each) => make(each, scope));
      if (kind === 'holes') list.length += 1;
      if (kind === 'own iterator') Object.assign(list, { [Symbol.iterator]: () => ['x'].values() });
      return kind === 'proxy' ? new Proxy(list, {}) : list;
    });
  });

/** What may be sent, and what may not. */
export const message: Arbitrary<Value> = mostly(
  fc.oneof(
    { withCrossShrink: true },
    { weight: 16, arbitrary: part },
    { weight: 1, arbitrary: longBuffers },
    { weight: 2, arbitrary: inParts },
  ),
  anything,
);
