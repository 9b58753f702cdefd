import { setTimeout as passing } from 'node:timers/promises';
import { features } from 'fast-dgram';
import { findCores } from '../../bench/cores.js';
import { showProgress } from '../../demo/progress.js';
import { Child, withChildren } from '../support/child.js';
import { type Development, developmentOf, growthFaults, LEAST_SAMPLES } from '../support/growth.js';
import { loopbackDrops } from '../support/kernel-sockets.js';
import type { CommonResults } from '../support/program.js';
import type { Resources } from '../support/resources.js';
import { type Account, accountFaults, accountOf } from './accounts.js';
import type { Arguments } from './arguments.js';
import { planFlows } from './flows.js';
import type { ReceiverServices } from './receiver.js';
import type { SenderServices } from './sender.js';

/** Samples of a long run. */
const MOST_SAMPLES = 60;

/** A sample stops both processes for a garbage collection: at most so many in a second. */
const SAMPLES_PER_SECOND = 4;

/** What came of a soak. */
export interface Results extends CommonResults {
  seed: number;
  seconds: number;
  /** Whether the processes were pinned to a core each. */
  isPinned: boolean;
  accounts: Account[];
  /** Messages that the loopback device dropped meanwhile, of whichever process. */
  deviceDrops: number;
  developments: Readonly<Record<string, Development>>;
  samples: Samples;
}

/** What both processes held, over time. */
interface Samples {
  sender: Resources[];
  receiver: Resources[];
}

/** Two processes, and what they are to do. */
interface Soak {
  sender: Child<SenderServices>;
  receiver: Child<ReceiverServices>;
  args: Arguments;
}

/** Sends datagrams of every kind from one process to another, and accounts for them. */
export async function soak(args: Arguments): Promise<Results> {
  const cores = findCores();
  const sender = new Child<SenderServices>('The sender', 'traffic/sender.js', cores?.driver);
  const receiver = new Child<ReceiverServices>(
    ...(['The receiver', 'traffic/receiver.js', cores?.listener] as const),
  );
  return withChildren([sender, receiver], async () => {
    const outcome = await exchange({ sender, receiver, args });
    return { ...outcome, isPinned: cores !== undefined };
  });
}

async function exchange({ sender, receiver, args }: Soak): Promise<Omit<Results, 'isPinned'>> {
  const { seed, sockets } = args;
  const plan = planFlows(sockets, seed);
  const dropsBefore = loopbackDrops();
  const peers = await receiver.ask('open', plan);
  await receiver.ask('expect', await sender.ask('open', { plan, peers, seed }));
  const startedAt = performance.now();
  await sender.ask('start');
  const samples = await observe({ sender, receiver, args });
  const sent = await sender.ask('stop');
  const seconds = (performance.now() - startedAt) / 1000;

  const arrived = await receiver.ask('finish');
  const answers = await sender.ask(
    'answers',
    arrived.map((one) => one.answers),
  );
  const deviceDrops = loopbackDrops() - dropsBefore;
  await Promise.all([sender.ask('close'), receiver.ask('close')]);

  const { gso, gro } = features();
  const accounts = plan.map((flow, place) => {
    const [ofSender, ofReceiver] = [sent[place], arrived[place]];
    if (ofSender === undefined || ofReceiver === undefined) throw new Error('A flow is missing.');
    const withAnswers = { ...ofSender, answers: answers[place] ?? 0 };
    return accountOf(flow, withAnswers, ofReceiver, gso && gro);
  });
  const developments = {
    sender: developmentOf(samples.sender),
    receiver: developmentOf(samples.receiver),
  };
  const faults = [
    ...accountFaults(accounts, deviceDrops),
    ...growthFaults('The sender', developments.sender, seconds),
    ...growthFaults('The receiver', developments.receiver, seconds),
  ];
  return { seed, seconds, accounts, deviceDrops, developments, samples, faults };
}

/** Lets both processes work, and looks at what they hold now and then. */
async function observe({ sender, receiver, args }: Soak): Promise<Samples> {
  const seconds = args.minutes * 60;
  const wanted = Math.min(MOST_SAMPLES, Math.floor(seconds * SAMPLES_PER_SECOND));
  const count = Math.max(LEAST_SAMPLES, wanted);
  const samples: Samples = { sender: [], receiver: [] };
  const progress = showProgress('soak', count, 'samples');
  const startedAt = performance.now();
  try {
    for (let sample = 1; sample <= count; sample++) {
      const due = startedAt + (seconds * 1000 * sample) / count;
      await passing(Math.max(0, due - performance.now()));
      const [ofSender, ofReceiver] = await Promise.all([
        sender.ask('resources'),
        receiver.ask('resources'),
      ]);
      samples.sender.push(ofSender);
      samples.receiver.push(ofReceiver);
      progress.update(sample);
    }
  } finally {
    progress.stop();
  }
  return samples;
}
