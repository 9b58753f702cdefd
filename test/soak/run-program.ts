import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Program } from '../examples/program';

/** Runs one of the soak's programs to its good end; what it found. */
export async function resultsOf<Results>(
  name: string,
  ...args: readonly string[]
): Promise<Results> {
  const folder = await mkdtemp(path.join(tmpdir(), 'fast-dgram-'));
  try {
    const file = path.join(folder, 'results.json');
    const program = new Program(`out/soak/${name}/main.js`, '--json', file, ...args);
    const { lines, complaints, outcome } = await program.end();
    assert.equal(complaints, '');
    assert.equal(outcome, 0, lines.join('\n'));
    assert.equal(lines.at(-1), 'Nothing is wrong.');
    return JSON.parse(await readFile(file, 'utf8')) as Results;
  } finally {
    await rm(folder, { recursive: true });
  }
}
