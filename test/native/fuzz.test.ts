import assert from 'node:assert/strict';
import test from 'node:test';
import { runScript, succeeds } from './script';

/** The smallest program that takes all that the fuzz targets take. */
const PROGRAM = 'int LLVMFuzzerTestOneInput(const char *data, unsigned long size);\n'.concat(
  'int LLVMFuzzerTestOneInput(const char *data, unsigned long size) { return !data && size; }\n',
);

const TARGETS = ['control', 'send-control', 'error-queue', 'address', 'send'];

const FLAGS = ['-x', 'c', '-', '-fsanitize=fuzzer,address,undefined', '-o', '/dev/null'];

const skip = !succeeds('clang', FLAGS, PROGRAM) && 'clang with libFuzzer is not installed';

test('no input of 100,000 leads the engine beyond its memory', { skip }, async (t) => {
  for (const target of TARGETS) {
    await t.test(target, async () => {
      const { output, status } = await runScript(
        'fuzz-native.js',
        ...['--runs', '100000', '--seed', '1', target],
      );
      assert.equal(status, 0, output);
      assert.match(output, new RegExp(`^${target}: 100,\\d{3} runs in .* none failed$`, 'm'));
    });
  }
});
