import assert from 'node:assert/strict';
import test from 'node:test';
import type { Pair } from '../../fuzz/differential';
import { fuzz } from '../../fuzz/fuzz';
import { loadBoth } from '../../fuzz/implementations';
import { describe } from '../../fuzz/report';
import { randomSeed } from '../../fuzz/seed';
import { sourceLines } from '../../fuzz/source-code';
import type { Dgram } from '../support/dgram';

const RUNS = 400;

const pair = loadBoth();

/** A seed that an earlier run told, or another. */
const seed = Number(process.env.FUZZ_SEED ?? randomSeed());

/** Whose `send()` says nothing of a port that is none. */
function withoutPortErrors(dgram: Dgram): Dgram {
  return {
    ...dgram,
    createSocket(type, listener) {
      const socket = dgram.createSocket(type, listener);
      const { send } = socket;
      const silent = (...args: unknown[]): void => {
        try {
          Reflect.apply(send, socket, args);
        } catch (error) {
          if ((error as NodeJS.ErrnoException).code !== 'ERR_SOCKET_BAD_PORT') throw error;
        }
      };
      return Object.assign(socket, { send: silent });
    },
  };
}

test('random programs do the same on node:dgram and on fast-dgram', async (context) => {
  const { counterexample, passing } = await fuzz(pair, { runs: RUNS, seed });
  for (const difference of passing) context.diagnostic(`seen once, and not again: ${difference}`);
  assert.equal(counterexample && describe(counterexample), undefined, `FUZZ_SEED=${seed}`);
});

test('a difference is found, told by the smallest program, and found again', async () => {
  const altered: Pair = { ...pair, 'fast-dgram': withoutPortErrors(pair['fast-dgram']) };
  const { counterexample } = await fuzz(altered, { runs: 10 * RUNS, seed });
  assert.ok(counterexample, `nothing was found: FUZZ_SEED=${seed}`);
  const { difference, path, sequence } = counterexample;
  assert.match(difference, /node:dgram .*throws.* "ERR_SOCKET_BAD_PORT"/);
  const calls = sequence.steps.flatMap((step) => (step.kind === 'call' ? [step.method] : []));
  // A send, or a call whose callback sends.
  assert.equal(calls.length, 1, describe(counterexample));
  assert.match(sourceLines(sequence).join('\n'), /\.send(to)?\(/);

  const again = await fuzz(altered, { runs: 1, seed, path });
  assert.deepEqual(
    again.counterexample && sourceLines(again.counterexample.sequence),
    sourceLines(sequence),
  );
});
