import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test from 'node:test';
import { type Outcome, type Program, run } from './program';

function missingTracer(): string | false {
  const rule = ['-qq', '-o', '/dev/null', '-e', 'inject=sendmmsg:error=EAGAIN:when=1'];
  const { error, status } = spawnSync('strace', [...rule, 'true'], { stdio: 'ignore' });
  if (error !== undefined) return 'strace is not installed';
  return status === 0 ? false : 'strace may not trace processes here';
}

/** Why faults cannot be injected here; false where they can. */
export const cannotInject = missingTracer();

/** The calls to send, to read, and to set what both depend on; besides those that fail. */
const TRACED = ['sendmsg', 'sendmmsg', 'sendto', 'recvmmsg', 'setsockopt'];

/** What a program did under faults, and its calls of the kernel to send and read datagrams. */
export interface FaultOutcome extends Outcome {
  /** As strace shows them. */
  calls: string[];
}

/**
 * A test of a program some of whose system calls fail. It must use fast-dgram alone: the calls of
 * `node:dgram` would be counted too.
 *
 * @param rules like `sendmsg:error=EPERM:when=1`; see strace(1), syscall tampering
 */
export function faultTest<Arguments extends readonly unknown[]>(
  name: string,
  rules: readonly string[],
  program: Program<Arguments>,
  values: Arguments,
  check: (outcome: FaultOutcome) => void,
): void {
  test(name, { skip: cannotInject }, async () => {
    const failing = rules.map((rule) => rule.slice(0, rule.indexOf(':')));
    const traced = [...new Set([...TRACED, ...failing])].join();
    const { calls, ...outcome } = await runTraced(traced, rules, program, ...values);
    for (const rule of failing) {
      const isInjected = (call: string) => call.includes(`${rule}(`) && call.includes('INJECTED');
      assert.ok(calls.some(isInjected), `${rule} has not failed`);
    }
    check({ ...outcome, calls: calls.map((call) => call.replace(/^\d+ +/, '')) });
  });
}

/**
 * Runs a program some of whose system calls fail.
 *
 * @param traced names of system calls, separated by commas
 * @returns its calls as strace shows them, each with the number of the thread that made it
 */
export async function runTraced<Arguments extends readonly unknown[]>(
  traced: string,
  rules: readonly string[],
  program: Program<Arguments>,
  ...values: Arguments
): Promise<FaultOutcome> {
  const directory = await mkdtemp(path.join(tmpdir(), 'fast-dgram-'));
  const log = path.join(directory, 'calls');
  const injections = rules.flatMap((rule) => ['-e', `inject=${rule}`]);
  const trace = ['-f', '--seccomp-bpf', '-qqq', '-e', `trace=${traced}`];
  const under = ['strace', ...trace, ...injections, '-o', log];
  const outcome = await run({ under }, program, ...values);
  const text = await readFile(log, 'utf8');
  await rm(directory, { recursive: true });
  return { ...outcome, calls: text.split('\n').filter((call) => call !== '') };
}

/** The calls that sent, in short: `sendmsg`, `sendmsg segmented`, `sendmmsg 5`. */
export function sends(calls: readonly string[]): string[] {
  return calls
    .filter((call) => call.startsWith('send'))
    .map((call) => {
      const name = call.slice(0, call.indexOf('('));
      // SOL_UDP, UDP_SEGMENT: strace 6.1 knows no name for the latter.
      const segmented = /cmsg_level=(SOL_UDP|0x11), cmsg_type=(0x67|UDP_SEGMENT)/.test(call);
      const vector = name === 'sendmmsg' ? ` ${/\], (\d+), /.exec(call)?.[1]}` : '';
      return `${name}${vector}${segmented ? ' segmented' : ''}`;
    });
}
