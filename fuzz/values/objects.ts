import fc, { type Arbitrary } from 'fast-check';
import { make, type Scope, type Value } from '../sequence.js';
import { anyNumber, anyOtherPrimitive, anyText } from './primitives.js';
import { value } from './value.js';

/** Objects that no method asks for. Functions are not among them, as methods call those. */
const strangers: readonly Value[] = [
  value('{}', () => ({})),
  value('[]', () => []),
  value('new Array(2)', () => new Array(2)),
  value('[undefined]', () => [undefined]),
  value('[1]', () => [1]),
  value('Object.create(null)', () => Object.create(null)),
  value('Object(1)', () => Object(1)),
  value("Object('x')", () => Object('x')),
  value('Object(1n)', () => Object(1n)),
  value('new Date(0)', () => new Date(0)),
  value('/x/', () => /x/),
  value('new Map()', () => new Map()),
  value("new Error('e')", () => new Error('e')),
  value('new ArrayBuffer(4)', () => new ArrayBuffer(4)),
  value('new SharedArrayBuffer(4)', () => new SharedArrayBuffer(4)),
  value('{ constructor: undefined }', () => ({ constructor: undefined })),
  value("{ constructor: { name: 'Other' } }", () => ({ constructor: { name: 'Other' } })),
];

/** Objects that run the program's own code when they are looked at or converted. */
const actors: readonly Value[] = [
  value('{ valueOf() { return 1; } }', () => ({ valueOf: () => 1 })),
  value("{ toString() { return '127.0.0.1'; } }", () => ({ toString: () => '127.0.0.1' })),
  value("{ valueOf() { throw new Error('valueOf'); } }", () => ({ valueOf: fail('valueOf') })),
  value("{ toString() { throw new Error('toString'); } }", () => ({ toString: fail('toString') })),
  value('{ valueOf() { return ++count; } }', () => {
    let count = 0;
    return { valueOf: () => ++count };
  }),
  value('{ [Symbol.toPrimitive]: (hint) => hint }', () => ({
    [Symbol.toPrimitive]: (hint: string) => hint,
  })),
  value("{ get constructor() { throw new Error('constructor'); } }", () =>
    Object.defineProperty({}, 'constructor', { get: fail('constructor') }),
  ),
  value('new Proxy({}, {})', () => new Proxy({}, {})),
  value('new Proxy([], {})', () => new Proxy([], {})),
  value("new Proxy(Buffer.from('x'), {})", () => new Proxy(Buffer.from('x'), {})),
  value(
    "new Proxy({}, { get() { throw new Error('get'); } })",
    () => new Proxy({}, { get: fail('get') }),
  ),
  value('revoked proxy of {}', () => revoked({})),
  value('revoked proxy of []', () => revoked([])),
];

function fail(what: string): () => never {
  return () => {
    throw new Error(what);
  };
}

function revoked(target: object): object {
  const { proxy, revoke } = Proxy.revocable(target, {});
  revoke();
  return proxy;
}

/** Functions that are called in the place of a callback. */
const functions: readonly Value[] = [
  value('function named() {}', () => function named() {}),
  value('function () {}', () => Object.defineProperty(() => {}, 'name', { value: '' })),
  value('class Class {}', () => class Class {}),
  value('async () => {}', () => async () => {}),
];

/** A value of any kind. */
export const anything: Arbitrary<Value> = fc.oneof(
  anyOtherPrimitive,
  anyNumber,
  anyText,
  fc.constantFrom(...functions),
  fc.constantFrom(...strangers),
  fc.constantFrom(...actors),
);

/** How an object has a property. */
type Property = { readonly kind: 'plain'; readonly value: Value } | { readonly kind: 'throwing' };

/** An object that may lack some of these properties; getters in their place may throw. */
export function objectWith(
  properties: Readonly<Record<string, Arbitrary<Value>>>,
  gettersThrow = true,
): Arbitrary<Value> {
  const entries = Object.entries(properties).map(([key, values]) =>
    fc.tuple(fc.constant(key), fc.option(property(values, gettersThrow), { nil: undefined })),
  );
  return fc.tuple(...entries).map((all) => {
    const present = all.flatMap(([key, kept]) =>
      kept === undefined ? [] : [[key, kept] as const],
    );
    const source = present.map(([key, kept]) => propertySource(key, kept)).join(', ');
    return value(source === '' ? '{}' : `{ ${source} }`, (scope) => {
      const object = {};
      for (const [key, kept] of present) define(object, key, kept, scope);
      return object;
    });
  });
}

function property(values: Arbitrary<Value>, gettersThrow: boolean): Arbitrary<Property> {
  const plain = values.map((kept): Property => ({ kind: 'plain', value: kept }));
  if (!gettersThrow) return plain;
  return fc.oneof(
    { withCrossShrink: true },
    { weight: 15, arbitrary: plain },
    { weight: 1, arbitrary: fc.constant<Property>({ kind: 'throwing' }) },
  );
}

function propertySource(key: string, kept: Property): string {
  if (kept.kind === 'plain') return `${key}: ${kept.value.code}`;
  return `get ${key}() { throw new Error('${key}'); }`;
}

function define(object: object, key: string, kept: Property, scope: Scope): void {
  const descriptor =
    kept.kind === 'plain' ? { value: make(kept.value, scope) } : { get: fail(key) };
  Object.defineProperty(object, key, { ...descriptor, enumerable: true, configurable: true });
}
