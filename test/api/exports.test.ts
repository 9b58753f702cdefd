import assert from 'node:assert/strict';
import nodeDgram from 'node:dgram';
import test from 'node:test';
import * as dgram from 'fast-dgram';

/** Whose functions a program may replace: what it required, and what it imported by default. */
const OBJECTS: Readonly<Record<string, object>> = {
  'the module': dgram,
  'the default export': dgram.default,
};

for (const [name, object] of Object.entries(OBJECTS)) {
  test(`${name} has node:dgram's exports, and features()`, () => {
    const { createSocket, Socket, features } = dgram;
    const { default: _itself, ...exported } = object as typeof dgram;
    assert.deepEqual({ ...exported }, { createSocket, Socket, features });
    // What Node removed in version 26.
    const { _createSocketHandle, ...nodes } = nodeDgram as unknown as Record<string, unknown>;
    assert.deepEqual(Object.keys(exported).sort(), [...Object.keys(nodes), 'features'].sort());
  });

  test(`${name} has exports that can be replaced, as node:dgram's`, () => {
    for (const key of ['createSocket', 'Socket', 'features']) {
      const { writable, configurable } = Object.getOwnPropertyDescriptor(object, key) ?? {};
      assert.deepEqual({ writable, configurable }, { writable: true, configurable: true }, key);
    }
  });
}
