import assert from 'node:assert/strict';
import test from 'node:test';
import { compare } from './differential';
import { PortCollision, Renderer } from './render';

test('a trace tells the order of keys, the class of bytes and errors, and minus zero', () => {
  const render = new Renderer();
  const pairs: [unknown, unknown][] = [
    [
      { a: 1, b: 2 },
      { b: 2, a: 1 },
    ],
    [Buffer.from('x'), new Uint8Array([120])],
    [0, -0],
    [1, '1'],
    [undefined, null],
    [{}, Object.create(null)],
    [new Error('x'), new TypeError('x')],
    [Object.assign(new Error('x'), { code: 'A' }), Object.assign(new Error('x'), { code: 'B' })],
    [
      Object.assign(new Error('x'), { errno: 1, code: 'A' }),
      Object.assign(new Error('x'), { code: 'A', errno: 1 }),
    ],
  ];
  for (const [one, other] of pairs) assert.notEqual(render.value(one), render.value(other));
});

test('ports that the kernel chose become names, in objects, errors and texts', () => {
  const render = new Renderer();
  render.namePort(41_234, 'server');
  assert.equal(render.value({ port: 41_234 }), '{port: <port:server>}');
  assert.equal(render.value({ port: 51_234 }), '{port: <port>}');
  assert.equal(render.value({ port: 9 }), '{port: 9}');
  assert.equal(render.value('127.0.0.1:41234'), '"127.0.0.1:<port:server>"');
  const error = Object.assign(new Error('bind EADDRINUSE ::1:45678'), { port: 45_678 });
  assert.match(render.value(error), /bind EADDRINUSE ::1:<port>/);
});

test('a port with two names asks for another try', () => {
  const render = new Renderer();
  render.namePort(41_234, 'server');
  render.namePort(41_234, 'server');
  assert.throws(() => render.namePort(41_234, 'client'), PortCollision);
});

test('a comparison names the first line that differs', () => {
  const traces = (...actual: string[]) =>
    new Map([
      ['node:dgram', ['one', 'two']],
      ['fast-dgram', actual],
    ] as const);
  compare(traces('one', 'two'));
  assert.throws(
    () => compare(traces('one')),
    /differ at line 2\n.*both .*one\n.*node:dgram two\n.*fast-dgram \(end\)/,
  );
  assert.throws(() => compare(traces('one', 'two', 'three')), /differ at line 3/);
});
