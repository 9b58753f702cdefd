import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { inspect } from 'node:util';
import { socketTest } from '../support/sockets';

socketTest('of its state a socket shows one symbol, which inspect() leaves out', (sockets) => {
  const socket = sockets.bound();
  const emitters = Object.getOwnPropertySymbols(new EventEmitter());
  const own = Object.getOwnPropertySymbols(socket).filter((key) => !emitters.includes(key));
  assert.deepEqual(own.map(String), ['Symbol(fast-dgram state)']);
  const like = Object.assign(new EventEmitter(), { type: 'udp4' });
  assert.equal(inspect(socket), inspect(like).replace('EventEmitter', 'Socket'));
});
