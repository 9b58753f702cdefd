import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { test } from 'node:test';

const script = path.join(__dirname, '../../../scripts/analyze-native.js');
const hasGcc = spawnSync('gcc', ['--version']).status === 0;

test("gcc's analyser finds nothing in the native engine", {
  skip: !hasGcc && 'gcc is not installed',
}, () => {
  const { status, stderr } = spawnSync(process.execPath, [script], { encoding: 'utf8' });
  assert.equal(status, 0, stderr);
});
