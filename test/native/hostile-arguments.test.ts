import assert from 'node:assert/strict';
import path from 'node:path';
import test from 'node:test';
import { PACKAGE, run, type Tools } from '../support/program';
import type { EngineSetup } from './engine-setup';

/** For children: they are made of one function's text. */
const ENGINE_FILE = path.join(PACKAGE, 'build/Release/fast_dgram.node');
const SETUP_FILE = path.join(__dirname, 'engine-setup');

type Method = (...values: unknown[]) => unknown;

/** Calls each of the engine's methods with whatever JavaScript has, and shows what came of it. */
function callEverything(
  { require, print }: Tools,
  engineFile: string,
  setupFile: string,
  calls: number,
): void {
  const { create } = require(engineFile) as {
    create(setup: EngineSetup): Record<string, Method>;
  };
  const { engineSetup } = require(setupFile) as typeof import('./engine-setup');
  const setup = engineSetup();
  const shared = [setup.sendDescriptors, setup.sendControls] as Int32Array[];
  const engine = create(setup);
  const numbers = [-1, -2, 0, 1, 2, 63, 64, 65, 4096, 2 ** 31 - 1, 2 ** 31, 2 ** 32, 2 ** 53];
  const strange = [-(2 ** 31), 0.5, Number.NaN, Number.POSITIVE_INFINITY, -0, 1n, Symbol('s')];
  const texts = [
    '',
    'x',
    '127.0.0.1',
    '::1',
    'fe80::1%lo',
    '1'.repeat(5000),
    '127.0.0.1\0',
    '\ud800',
  ];
  const objects = [null, undefined, true, {}, [], () => {}];
  const arrays = [new Uint8Array(0), new Uint8Array(100), new Float64Array(200)];
  const memories = [
    new ArrayBuffer(65_536),
    new ArrayBuffer(65_535),
    new SharedArrayBuffer(65_536),
  ];
  const values = [...numbers, ...strange, ...texts, ...objects, ...arrays, ...memories];
  // A generator of its own, so that a failure can be had again.
  let state = 1;
  const random = (below: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    // By its high bits: the low ones repeat after a few calls.
    return Math.floor((state / 2 ** 32) * below);
  };

  const indices = [engine.open?.(4), engine.open?.(6)];
  engine.bind?.(indices[0], 4, '127.0.0.1', 0, 0);
  engine.localAddress?.(indices[0]);
  const port = (setup.addresses as Int32Array)[1] as number;
  // These take or use up descriptors of the process, or would leave none to try the others on.
  const forbidden = ['adopt', 'close', 'closeDescriptor', 'duplicateDescriptor'];
  const names = Object.getOwnPropertyNames(engine).filter(
    (name) => typeof engine[name] === 'function' && !forbidden.includes(name),
  );
  // It reports whatever it is told to.
  process.on('uncaughtException', () => {});
  const answers = new Set<string>();
  for (let call = 0; call < calls; call += 1) {
    const name = names[random(names.length)] as string;
    const args = Array.from({ length: random(8) }, () => values[random(values.length)]);
    if (random(2) === 0) args[0] = indices[random(2)];
    // Where something is sent, somebody shall be there: ICMP errors would hold up other programs.
    if (name === 'internDestination' || name === 'connect') args[3] = port;
    // It waits for as long as it is told to.
    if (name === 'drain') args[1] = random(3) - 1;
    // The firewall of the whole system has its rules by options, too (IPT_SO_SET_REPLACE).
    if (/^[gs]etOption/.test(name) && (args[2] === 64 || args[2] === 65)) continue;
    for (let word = 0; word < 16; word += 1) {
      const words = shared[random(shared.length)] as Int32Array;
      words[random(words.length)] = numbers[random(numbers.length)] as number;
    }
    answers.add(typeof engine[name]?.(...args));
  }
  const socket = engine.open?.(4);
  print('answers', [...answers].sort().join());
  print('socket', typeof socket, (socket as number) >= 0);
}

test('the engine survives whatever its methods are called with', async () => {
  const { lines, errors, code, signal } = await run(
    {},
    callEverything,
    ENGINE_FILE,
    SETUP_FILE,
    200_000,
  );
  assert.deepEqual({ errors, code, signal }, { errors: [], code: 0, signal: null });
  assert.deepEqual(lines, ['answers number,string', 'socket number true']);
});

/** Makes engines of setups in which one thing is wrong, and shows what came of it. */
function createFromWrongSetups(
  { require, print }: Tools,
  engineFile: string,
  setupFile: string,
): void {
  const { create } = require(engineFile) as { create(setup: EngineSetup): unknown };
  const { engineSetup } = require(setupFile) as typeof import('./engine-setup');
  const right = engineSetup();
  print('right', typeof create(right));
  for (const name of Object.keys(right)) {
    const wrongs: unknown[] = [undefined, null, 'x', {}, 0, new Float64Array(9)];
    // Too small for what the engine writes without a further look.
    if (/^(receive|delivery|addresses)/.test(name)) wrongs.push(new Int32Array(1));
    for (const wrong of wrongs) {
      const answer = create({ ...right, [name]: wrong });
      if (answer !== -22) print(name, wrong, answer);
    }
  }
}

test('no engine is made of a wrong setup', async () => {
  const outcome = await run({}, createFromWrongSetups, ENGINE_FILE, SETUP_FILE);
  assert.deepEqual(outcome, { lines: ['right object'], errors: [], code: 0, signal: null });
});
