import type { Arguments, Role } from '../protocol.js';
import type { Measure } from './measures.js';

/** One of the two processes of a run. */
export interface Part {
  /** The id of a contender that always plays this part; without it, the one that is measured. */
  player?: string;
  role: Role;
  /** What the role gets besides the parameters that it takes. */
  arguments?: Arguments;
}

/** A ratio that a contender shall reach. */
export interface Target {
  /** The measure's id; without it, the first measure of the case. */
  measure?: string;
  contender: string;
  /** The contender that it is compared with. */
  against: string;
  parameters: Arguments;
  /** What the other ran with, where that differs. */
  againstParameters?: Arguments;
  atLeast?: number;
  atMost?: number;
}

/** Something to measure. */
export interface Case {
  /** What it is called on the command line and in results. */
  id: string;
  title: string;
  /** What it measures, in a sentence. */
  description: string;
  /** It is measured with each of these. */
  parameterSets: readonly Arguments[];
  /** Starts first, and counts what it receives while the driver drives. */
  listener?: Part;
  /** Starts once the listener listens, and ends by itself. */
  driver: Part;
  /** What the link between the two carries, in tc's words; undefined where it is the loopback device. */
  link?: string;
  /** The listener may run on any core, and so may the driver. */
  isSpread?: boolean;
  /** The ids of those that take part. */
  contenders: readonly string[];
  /** The first of them is what the case is about. */
  measures: readonly Measure[];
  /** What helps to understand those. */
  alongside?: readonly Measure[];
  targets: readonly Target[];
}
