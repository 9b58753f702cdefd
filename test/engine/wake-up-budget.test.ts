import assert from 'node:assert/strict';
import { features, type Socket } from 'fast-dgram';
import { type Sockets, socketTest } from '../support/sockets';

/** Datagrams of a train: as many as one may have on any kernel. */
const DATAGRAMS = 64;

/** Keeps the listener busy for longer than a wake-up should take, even with one train alone. */
const SLOW_MICROSECONDS = 50;

/** A socket's datagrams by the turn of the loop in which they came. */
class Turns {
  #current = 0;
  #burn = 0;

  constructor(readonly receiver: Socket) {
    receiver.on('message', () => {
      this.#current += 1;
      for (const end = performance.now() + this.#burn / 1000; performance.now() < end; );
    });
  }

  /** Lets so many trains arrive at once; how many datagrams came in each turn that brought some. */
  async of(sender: Socket, trains: number, burn: number): Promise<number[]> {
    this.#burn = burn;
    const { port, address } = this.receiver.address();
    for (let count = 0; count < trains; count += 1) {
      sender.sendMany(Buffer.alloc(DATAGRAMS * 10), { port, address, segmentSize: 10 });
    }
    const turns: number[] = [];
    for (let left = trains * DATAGRAMS; left > 0; left -= this.#current) {
      this.#current = 0;
      await new Promise((resolve) => setImmediate(resolve));
      if (this.#current > 0) turns.push(this.#current);
    }
    return turns;
  }
}

/** A test of a flood of trains. */
function floodTest(name: string, run: (turns: Turns, sender: Socket) => Promise<void>): void {
  const { gso, gro } = features();
  const skip = gso && gro ? false : 'this kernel has no trains';
  socketTest(name, { skip }, async (sockets: Sockets) => {
    await run(new Turns(sockets.bound()), sockets.bound());
  });
}

floodTest('a slow listener holds up the loop for fewer and fewer trains', async (turns, sender) => {
  const trains = (await turns.of(sender, 66, SLOW_MICROSECONDS)).map((count) => count / DATAGRAMS);
  assert.deepEqual(trains, [32, 16, 8, 4, 2, 1, 1, 1, 1]);
});

floodTest('one train is enough to know a slow listener by', async (turns, sender) => {
  await turns.of(sender, 1, SLOW_MICROSECONDS);
  const [first = 0] = await turns.of(sender, 66, SLOW_MICROSECONDS);
  assert.equal(first / DATAGRAMS, 16);
});

floodTest('a listener that is quick again gets many at once again', async (turns, sender) => {
  await turns.of(sender, 66, SLOW_MICROSECONDS);
  // On a machine that is busy otherwise it may take several floods.
  for (;;) {
    const most = Math.max(...(await turns.of(sender, 66, 0)));
    if (most === 32 * DATAGRAMS) return;
  }
});
