import { median } from '../../bench/statistics.js';
import type { Resources } from './resources.js';

/** Samples that a verdict takes: two in each quarter. */
export const LEAST_SAMPLES = 8;

/** Shorter runs are warm-up for the most part: they say nothing about memory. */
const LEAST_SECONDS = 10;

/** Growth of memory that is none: what V8 and glibc keep for later varies by so much. */
const VARIATION_BYTES = 4 * 1024 * 1024;
const VARIATION_SHARE = 0.05;

/** How resident memory developed over a run, in bytes. */
export interface MemoryDevelopment {
  /** The median of the run's second quarter. */
  before: number;
  /** The median of its last quarter. */
  after: number;
  peak: number;
}

/** A count that must not grow: the most that it was in the first quarter, and in the last. */
export interface Change {
  before: number;
  after: number;
}

/** How a process's resources developed over a run. */
export interface Development {
  memory: MemoryDevelopment;
  descriptors: Change;
  handles: Change;
  active: Change;
}

/**
 * Sums samples up that were taken in equal distances.
 *
 * The first quarter is left out: code is compiled, heaps and slabs are touched for the first time.
 * Medians are compared, since a sample may meet a heap that is just about to shrink; the two are
 * half a run apart, so that a leak shows as half of all that it leaked.
 */
export function memoryDevelopmentOf(samples: readonly number[]): MemoryDevelopment {
  if (samples.length < LEAST_SAMPLES) throw new Error(`${samples.length} samples are too few.`);
  const at = (share: number): number => Math.floor(samples.length * share);
  return {
    before: median(samples.slice(at(0.25), at(0.5))),
    after: median(samples.slice(at(0.75))),
    peak: Math.max(...samples),
  };
}

/** The same of all resources: counts are exact, so the most is compared with the most. */
export function developmentOf(samples: readonly Resources[]): Development {
  const quarter = Math.floor(samples.length / 4);
  const change = (name: keyof Resources): Change => {
    const counts = samples.map((sample) => sample[name]);
    return {
      before: Math.max(...counts.slice(0, quarter)),
      after: Math.max(...counts.slice(-quarter)),
    };
  };
  return {
    memory: memoryDevelopmentOf(samples.map(({ memory }) => memory)),
    descriptors: change('descriptors'),
    handles: change('handles'),
    active: change('active'),
  };
}

/**
 * Whether memory grew that must not, in a sentence. What merely varies is below 5 % or 4 MiB:
 * at 100,000 datagrams a second a leak of one byte each exceeds that within two minutes.
 *
 * @param seconds that the run took
 */
export function memoryFaults(
  who: string,
  { before, after }: MemoryDevelopment,
  seconds: number,
): string[] {
  const allowed = Math.max(VARIATION_BYTES, before * VARIATION_SHARE);
  if (seconds < LEAST_SECONDS || after - before <= allowed) return [];
  return [`${who}: memory grew from ${before} to ${after} bytes.`];
}

/**
 * What grew that must not, in a sentence each.
 *
 * @param seconds that the run took
 */
export function growthFaults(
  who: string,
  { memory, ...counts }: Development,
  seconds: number,
): string[] {
  const grown = Object.entries(counts).filter(([, { before, after }]) => after > before);
  return [
    ...grown.map(([name, { before, after }]) => `${who}: ${name} grew from ${before} to ${after}.`),
    ...memoryFaults(who, memory, seconds),
  ];
}
