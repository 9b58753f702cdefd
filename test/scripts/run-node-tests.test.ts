import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test, { type TestContext } from 'node:test';
import { ROOT, run } from '../support/command';

/** A folder like that of Node's source, with these tests. */
async function source(context: TestContext, tests: Record<string, string>): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'node-source-'));
  context.after(() => rm(folder, { recursive: true }));
  for (const name of ['common', 'parallel']) {
    await mkdir(path.join(folder, 'test', name), { recursive: true });
  }
  for (const [name, text] of Object.entries(tests)) {
    await writeFile(path.join(folder, 'test/parallel', name), text);
  }
  return folder;
}

function runNodeTests(...args: string[]): ReturnType<typeof run> {
  return run(ROOT, [process.execPath, path.join(ROOT, 'scripts/run-node-tests.js'), ...args]);
}

test("Node's tests run on node:dgram and on fast-dgram, children included", async (context) => {
  const folder = await source(context, {
    'test-dgram-same.js': "require('dgram').createSocket('udp4').close();",
    'test-dgram-nowhere.js': "require('dgram').none();",
    'test-dgram-child.js': `
      if (process.argv[2] === 'child') process.exit('sendMany' in require('dgram').Socket.prototype ? 1 : 0);
      require('child_process').fork(__filename, ['child']).on('exit', process.exit);`,
    'test-dgram-flag.js': "// Flags: --expose-gc\ngc(); require('dgram');",
    'test-net.js': 'process.exit(1);',
  });
  const { stdout, status } = await runNodeTests(folder);
  assert.deepEqual(stdout.trimEnd().split('\n'), [
    '2 pass on node:dgram and on fast-dgram.',
    'left out, fails on node:dgram here: parallel/test-dgram-nowhere.js',
    'FAILS on fast-dgram alone: parallel/test-dgram-child.js',
  ]);
  assert.equal(status, 1);
});

test("a folder that is not Node's source is refused", async (context) => {
  const folder = await source(context, {});
  const { stderr, status } = await runNodeTests(path.join(folder, 'test'));
  assert.match(stderr, /is not there: is that Node's source\?/);
  assert.equal(status, 1);
});
