import assert from 'node:assert/strict';
import { IMPLEMENTATIONS, type Implementation } from '../../support/dgram';
import { compare } from '../../support/differential';
import type { Program } from '../../support/program';
import type { Host } from './host';

/** Runs a program on a host with each implementation and demands that both print the same: that. */
export async function runBoth<Arguments extends readonly unknown[]>(
  host: Host,
  program: Program<[implementation: Implementation, ...Arguments]>,
  ...values: Arguments
): Promise<string[]> {
  const traces = new Map<Implementation, string[]>();
  for (const implementation of IMPLEMENTATIONS) {
    const { lines, ...end } = await host.run(program, implementation, ...values);
    assert.deepEqual(end, { errors: [], code: 0, signal: null });
    traces.set(implementation, lines);
  }
  compare(traces);
  return traces.get('fast-dgram') ?? [];
}
