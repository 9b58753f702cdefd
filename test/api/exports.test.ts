import assert from 'node:assert/strict';
import nodeDgram from 'node:dgram';
import test from 'node:test';
import * as dgram from 'fast-dgram';

/** What a program gets by require(), or by a default import, and what node:dgram has not of it. */
const OBJECTS: Readonly<Record<string, readonly [object, ...string[]]>> = {
  'the module': [dgram, 'features', 'default'],
  'the default export': [dgram.default, 'features'],
};

for (const [name, [object, ...besides]] of Object.entries(OBJECTS)) {
  test(`${name} has node:dgram's exports, and ${besides.join(' and ')}`, () => {
    // What Node removed in version 26.
    const { _createSocketHandle, ...nodes } = nodeDgram as unknown as Record<string, unknown>;
    assert.deepEqual(Object.keys(object).sort(), [...Object.keys(nodes), ...besides].sort());
    const { createSocket, Socket, features } = dgram;
    assert.deepEqual({ ...object, default: 0 }, { createSocket, Socket, features, default: 0 });
  });

  test(`${name} has exports that can be replaced, as node:dgram's`, () => {
    for (const key of ['createSocket', 'Socket', 'features']) {
      const { writable, configurable } = Object.getOwnPropertyDescriptor(object, key) ?? {};
      assert.deepEqual({ writable, configurable }, { writable: true, configurable: true }, key);
    }
  });
}
