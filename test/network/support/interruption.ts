import assert from 'node:assert/strict';
import type { RemoteEndpoint } from './agent-process';
import type { Arrival } from './arrivals';
import type { Destination } from './endpoint';

/** Datagrams that are sent in each state of the link. */
const SOME = 100;

/** What breaks the way between two endpoints, and what mends it. */
export interface Interruption {
  breaks: () => void;
  mends: () => void;
  /** What callbacks are told meanwhile. */
  outcome: string;
}

/** Places of the load's datagrams by what had happened when they were sent. */
interface Phases {
  /** All before had arrived when the way was broken. */
  breaking: number;
  broken: number;
  mending: number;
  /** All from here on were sent over a way that carries. */
  mended: number;
}

/**
 * Interrupts the way of a load several times. What is sent over a whole way must arrive, each
 * datagram once and in order; what is sent over a broken one must be told so, and not arrive.
 */
export async function interrupt(
  sender: RemoteEndpoint,
  receiver: RemoteEndpoint,
  { breaks, mends, outcome }: Interruption,
  { times, to }: { times: number; to: Destination | null },
): Promise<void> {
  await sender.startLoad(to);
  const interruptions: Phases[] = [];
  for (let time = 0; time < times; time += 1) {
    const breaking = await sender.loadCount((interruptions.at(-1)?.mended ?? 0) + SOME);
    await receiver.reach(breaking - 1);
    breaks();
    const broken = await sender.loadCount();
    const mending = await sender.loadCount(broken + SOME);
    mends();
    await receiver.reach(mending);
    interruptions.push({ breaking, broken, mending, mended: await sender.loadCount() });
  }
  await sender.loadCount((interruptions.at(-1)?.mended ?? 0) + SOME);
  const outcomes = await sender.stopLoad();
  const arrivals = await receiver.take(outcomes.length - 1);

  const places = placesOf(arrivals);
  let whole = 0;
  for (const { breaking, broken, mending, mended } of interruptions) {
    assertCarried(outcomes, places, whole, breaking);
    assert.deepEqual(new Set(outcomes.slice(broken, mending)), new Set([outcome]));
    assert.deepEqual(between(places, broken, mending), []);
    whole = mended;
  }
  assertCarried(outcomes, places, whole, outcomes.length);
  const failed = places.filter((place) => outcomes[place] !== 'sent');
  assert.deepEqual(failed, [], 'what was reported failed has not arrived');
}

/** The places of what arrived, each of which must have arrived once. */
function placesOf(arrivals: readonly Arrival[]): number[] {
  const places = arrivals.map(({ place }) => {
    assert.ok(place !== 'damaged');
    return place;
  });
  assert.equal(new Set(places).size, places.length, 'nothing arrives twice');
  return places;
}

function between(places: readonly number[], first: number, end: number): number[] {
  return places.filter((place) => place >= first && place < end);
}

/** Asserts that all of these were sent and arrived, in order. */
function assertCarried(
  outcomes: readonly string[],
  places: readonly number[],
  first: number,
  end: number,
): void {
  const all = Array.from({ length: end - first }, (_, at) => first + at);
  assert.deepEqual(new Set(outcomes.slice(first, end)), new Set(['sent']));
  assert.deepEqual(between(places, first, end), all);
}
