import test from 'node:test';
import { printed } from '../support/expect';
import { run } from '../support/program';

test('a load of the library that nobody uses any more is collected', async () => {
  const flags = ['--expose-gc'];
  const outcome = await run({ flags }, async ({ require, print }) => {
    const LOADS = 5;
    const loads: WeakRef<object>[] = [];
    const file = require.resolve('fast-dgram');
    for (let count = 0; count < LOADS; count += 1) {
      loads.push(new WeakRef(module.require(file).createSocket));
      delete require.cache[file];
      module.children.length = 0;
      // A reference that was just asked for stays for the turn.
      await new Promise((resolve) => setImmediate(resolve));
    }
    for (let turn = 0; turn < LOADS; turn += 1) {
      gc?.();
      await new Promise((resolve) => setImmediate(resolve));
    }
    // The last may be on the stack, or remembered by the loader.
    print(loads.filter((load) => load.deref() !== undefined).length <= 1);
  });
  printed(outcome, 'true');
});

test('of loads that are collected nothing is left to be done when the process ends', async () => {
  const flags = ['--expose-gc'];
  const outcome = await run({ flags }, async ({ require, print }) => {
    const LOADS = 20;
    const file = require.resolve('fast-dgram');
    const hooks = () =>
      (Reflect.get(process, Symbol.for('fast-dgram exit hooks')) as Set<object>).size;
    for (let count = 0; count < LOADS; count += 1) {
      module.require(file);
      delete require.cache[file];
      module.children.length = 0;
      for (let turn = 0; turn < 3; turn += 1) {
        await new Promise((resolve) => setImmediate(resolve));
        gc?.();
      }
    }
    // Those of the newest may still be on the stack, or remembered by the loader.
    print(hooks() <= LOADS / 2);
  });
  printed(outcome, 'true');
});
