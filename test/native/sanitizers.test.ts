import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import test from 'node:test';
import { runScript } from './script';

/** Why gcc can't compile with a sanitizer here; false where it can. */
function missing(library: string): string | false {
  const { stdout, error } = spawnSync('gcc', [`-print-file-name=${library}`], { encoding: 'utf8' });
  if (error !== undefined) return 'gcc is not installed';
  return path.isAbsolute(stdout.trim()) ? false : `gcc came without ${library}`;
}

test('AddressSanitizer reports mistakes, and none of the engine', {
  skip: missing('libasan.so'),
}, async () => {
  const { output, status } = await runScript('run-sanitized.js', 'address', 'delivery-hooks');
  assert.equal(status, 0, output);
  assert.match(output, /^address: 0 reports, tests passed$/m);
});
