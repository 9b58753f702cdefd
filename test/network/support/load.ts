import { EventEmitter, once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { run } from './datagrams';

/** What a send's callback was told: the error's code, if any. */
export type Outcome = 'sent' | 'told twice' | (string & {});

const PER_TURN = run(4, 200);

/** A steady flow of datagrams: a few each millisecond, which any receiver keeps up with. */
export class Load {
  readonly #outcomes: Outcome[] = [];
  readonly #events = new EventEmitter();
  readonly #ended: Promise<void>;
  #stopped = false;

  constructor(send: (lengths: readonly number[]) => Promise<readonly Outcome[]>) {
    this.#ended = this.#flow(send);
  }

  /** How many datagrams have left or failed. */
  get count(): number {
    return this.#outcomes.length;
  }

  /** Waits until so many datagrams have left or failed. */
  async reach(count: number): Promise<void> {
    while (this.count < count) await once(this.#events, 'turn');
  }

  /** Ends the flow; what became of each of its datagrams. */
  async stop(): Promise<readonly Outcome[]> {
    this.#stopped = true;
    await this.#ended;
    return this.#outcomes;
  }

  async #flow(send: (lengths: readonly number[]) => Promise<readonly Outcome[]>): Promise<void> {
    while (!this.#stopped) {
      this.#outcomes.push(...(await send(PER_TURN)));
      this.#events.emit('turn');
      await setTimeout(1);
    }
  }
}
