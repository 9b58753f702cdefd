import type { Arguments } from '../protocol.js';
import type { Results } from '../results.js';
import { LIBRARY } from './contenders.js';
import { allPlaces, findAt, type Place } from './places.js';

/** What says most about the library. */
interface Headline {
  case: string;
  parameters: Arguments;
  measure: string;
}

/** Among them what is not faster, or hardly. */
const HEADLINES: readonly Headline[] = [
  { case: 'send-callbacks', parameters: { size: 1200 }, measure: 'sent' },
  { case: 'fan-out', parameters: { size: 64 }, measure: 'sent' },
  { case: 'receive-trains', parameters: { size: 64 }, measure: 'received' },
  { case: 'end-to-end', parameters: { size: 1200 }, measure: 'received' },
  { case: 'echo', parameters: { size: 64 }, measure: 'replies' },
  { case: 'latency', parameters: { size: 64 }, measure: 'p50' },
  { case: 'cpu-receive', parameters: { size: 64, rate: 100_000 }, measure: 'cpu' },
];

/** The headlines that were measured, on fast-dgram and on node:dgram. */
export function headlinesOf(results: Results): Place[] {
  const places = allPlaces([results]);
  return HEADLINES.flatMap((headline) =>
    places.filter(
      (place) =>
        place.case.id === headline.case &&
        place.measure.id === headline.measure &&
        JSON.stringify(place.parameters) === JSON.stringify(headline.parameters) &&
        findAt(results, place, LIBRARY)?.ratios !== undefined,
    ),
  );
}
