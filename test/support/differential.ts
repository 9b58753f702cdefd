import assert from 'node:assert/strict';
import type { SocketType } from 'node:dgram';
import { once } from 'node:events';
import test from 'node:test';
import { Context } from './context';
import { type Feature, IMPLEMENTATIONS, type Implementation, load, nodeHas } from './dgram';
import { HANG_MS } from './hang';
import { PortCollision } from './render';

export interface ScenarioOptions {
  /** Run once on IPv4 and once on IPv6. Without it: IPv4 only. */
  families?: boolean;
  /** Skip, with a reason, where the running Node's own dgram lacks it. */
  requires?: Feature;
  /** Why `fast-dgram` differs here on purpose. The test then demands that it does. */
  differs?: string;
}

export type Scenario = (context: Context) => void | Promise<void>;

/**
 * A test that runs one scenario on `node:dgram` and on `fast-dgram` and demands equal traces.
 * The name is a sentence about behaviour.
 */
export function scenario(name: string, run: Scenario): void;
export function scenario(name: string, options: ScenarioOptions, run: Scenario): void;
export function scenario(name: string, ...rest: [Scenario] | [ScenarioOptions, Scenario]): void {
  const [options, run] = rest.length === 2 ? rest : [{}, rest[0]];
  const missing = options.requires !== undefined && !nodeHas(options.requires);
  const skip = missing ? `node:dgram of this Node has no ${options.requires}` : false;
  const families = options.families ? (['udp4', 'udp6'] as const) : (['udp4'] as const);
  for (const family of families) {
    const title = options.families ? `${name} (${family === 'udp4' ? 'IPv4' : 'IPv6'})` : name;
    test(title, { skip }, async () => {
      const traces = new Map<Implementation, string[]>();
      for (const implementation of IMPLEMENTATIONS) {
        traces.set(implementation, await traceOf(implementation, family, run));
      }
      if (options.differs === undefined) compare(traces);
      else assert.throws(() => compare(traces), `no difference any more: ${options.differs}`);
    });
  }
}

/** Asserts that the trace of `fast-dgram` is that of `node:dgram`. */
export function compare(traces: ReadonlyMap<Implementation, readonly string[]>): void {
  const expected = traces.get('node:dgram') ?? [];
  const actual = traces.get('fast-dgram') ?? [];
  const first = expected.findIndex((line, index) => line !== actual[index]);
  const at = first === -1 ? expected.length : first;
  assert.deepStrictEqual(
    actual,
    expected,
    [
      `traces differ at line ${at + 1}`,
      ...expected.slice(Math.max(0, at - 3), at).map((line) => `  both       ${line}`),
      `  node:dgram ${expected[at] ?? '(end)'}`,
      `  fast-dgram ${actual[at] ?? '(end)'}`,
    ].join('\n'),
  );
}

async function traceOf(
  implementation: Implementation,
  family: SocketType,
  run: Scenario,
): Promise<string[]> {
  const context = new Context(load(implementation), family);
  const watchdog = new AbortController();
  const timer = setTimeout(() => watchdog.abort(), HANG_MS);
  try {
    await Promise.race([
      run(context),
      once(watchdog.signal, 'abort').then(() => {
        throw new Error('hangs');
      }),
    ]);
  } catch (error) {
    if (error instanceof PortCollision) return await traceOf(implementation, family, run);
    context.trace('scenario failed', error);
    if (implementation === 'node:dgram') {
      throw new Error(`the scenario itself fails:\n${context.lines().join('\n')}`, {
        cause: error,
      });
    }
  } finally {
    clearTimeout(timer);
    context.closeAll();
  }
  return context.lines();
}
