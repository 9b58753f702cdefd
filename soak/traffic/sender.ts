// The sending process of the soak.

import { untilQuiet } from '../support/quiet.js';
import { resources } from '../support/resources.js';
import { serve } from '../support/services.js';
import type { Flow } from './flows.js';
import type { Opened } from './receiving-flow.js';
import { SendingFlow, type Sent } from './sending-flow.js';

/**
 * What is sent in a tick: a full send slab is flushed in the middle of a burst, which would then
 * leave as two messages. Another burst fits on top of this.
 */
const TICK = { datagrams: 1024, bytes: 192 * 1024 };

let flows: SendingFlow[] = [];
let next = 0;
let turn: NodeJS.Immediate | undefined;

/** Lets flows send until the tick is full or each had its turn. */
function sendInTurn(): void {
  let datagrams = 0;
  let bytes = 0;
  for (let count = 0; count < flows.length; count++) {
    const taken = flows[next]?.send();
    next = (next + 1) % flows.length;
    datagrams += taken?.datagrams ?? 0;
    bytes += taken?.bytes ?? 0;
    if (datagrams >= TICK.datagrams || bytes >= TICK.bytes) break;
  }
  turn = setImmediate(sendInTurn);
}

const services = {
  resources,
  /** Opens the sending sockets; returns their ports. */
  open({ plan, peers, seed }: { plan: Flow[]; peers: Opened[]; seed: number }): number[] {
    flows = plan.map((flow, place) => new SendingFlow(flow, peers[place] as Opened, seed));
    return flows.map(({ port }) => port);
  },
  start(): void {
    sendInTurn();
  },
  /** Stops; returns what each flow has sent once all of that has left or failed. */
  async stop(): Promise<Sent[]> {
    clearImmediate(turn);
    await Promise.all(flows.map((flow) => flow.settle()));
    return flows.map(({ sent }) => sent);
  },
  /** Waits for so many answers in each flow; returns how many came. */
  async answers(expected: number[]): Promise<number[]> {
    const counts = (): number[] => flows.map(({ sent }) => sent.answers);
    await untilQuiet(counts, (now) => now.every((count, place) => count >= (expected[place] ?? 0)));
    return counts();
  },
  close(): void {
    for (const flow of flows) flow.close();
    flows = [];
  },
};

/** What the sending process can be asked. */
export type SenderServices = typeof services;

serve(services);
