import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';

/** Bytes that leave at once: more than a train has, which would be cut otherwise. */
const BURST = '128kb';
/** What waits in the device's queue at most: no datagram is dropped there. */
const QUEUE = '100mb';

function script(rate: string): string {
  const limit = `tc qdisc add dev lo root tbf rate ${rate} burst ${BURST} limit ${QUEUE}`;
  return `ip link set lo up && ${limit}`;
}

/** Why no link can be made here; undefined where it can. */
export function whyNoLink(): string | undefined {
  const { status } = spawnSync('unshare', ['--net', 'sh', '-c', script('1gbit')]);
  return status === 0 ? undefined : "it takes root, and iproute2's ip and tc";
}

/**
 * A link that carries only so much: the loopback device of a network namespace. A process holds
 * the namespace, and ends when its input does: nothing of it remains.
 */
export class Link {
  readonly #keeper: ChildProcess;

  private constructor(keeper: ChildProcess) {
    this.#keeper = keeper;
  }

  /** @param rate in tc's words, `1gbit` */
  static async open(rate: string): Promise<Link> {
    const words = ['--net', 'sh', '-c', `${script(rate)} && echo ready && exec cat`];
    const keeper = spawn('unshare', words, { stdio: ['pipe', 'pipe', 'inherit'] });
    await Promise.race([
      once(keeper.stdout as Readable, 'data'),
      once(keeper, 'close').then(() => {
        throw new Error(`There is no link of ${rate}: ${whyNoLink()}.`);
      }),
    ]);
    return new Link(keeper);
  }

  /** The command on this link. */
  on(command: readonly string[]): string[] {
    return ['nsenter', `--net=/proc/${this.#keeper.pid}/ns/net`, ...command];
  }

  close(): void {
    this.#keeper.stdin?.end();
  }
}
