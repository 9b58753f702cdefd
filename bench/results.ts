// The file that a benchmark leaves: what was measured, where, and what came of it.

import type { Watched } from './calm.js';
import type { Environment } from './environment.js';
import type { Arguments } from './protocol.js';
import type { Summary } from './statistics.js';

/** The whole file. */
export interface Results {
  environment: Environment;
  settings: Settings;
  contenders: PresentContender[];
  /** Those that played the other parts of the cases. */
  partners: PresentContender[];
  /** Those that could not take part. */
  absent: AbsentContender[];
  /** What was left out besides, and why. */
  omissions: string[];
  cases: CaseResults[];
  /** Runs that failed. */
  failures: Failure[];
  /** Where cores were watched: how often they were disturbed. */
  watched?: Watched;
}

/** How it was measured. */
export interface Settings {
  quick: boolean;
  pairs: number;
  /** What a run does not count at first, in seconds. */
  warmup: number;
  /** What a run counts, in seconds. */
  seconds: number;
}

/** Who took part. */
export interface PresentContender {
  id: string;
  title: string;
  version: string;
}

/** Who did not. */
export interface AbsentContender {
  id: string;
  title: string;
  reason: string;
}

/** What came of a case. */
export interface CaseResults {
  id: string;
  title: string;
  description: string;
  contests: ContestResults[];
  /** Undefined where the settings allow no verdict. */
  verdicts?: Verdict[];
}

/** What came of a case with one set of parameters. */
export interface ContestResults {
  parameters: Arguments;
  /** The first is what the case is about. */
  measures: MeasureResults[];
  /** What helps to understand those. */
  alongside: MeasureResults[];
}

/** What came of a measure. */
export interface MeasureResults {
  id: string;
  title: string;
  unit: string;
  better: 'more' | 'less';
  /** Only those of whose runs at least one did not fail. */
  contenders: ContenderResults[];
}

/** A contender's values. */
export interface ContenderResults extends Summary {
  id: string;
  /** By turn; null where the run failed. */
  values: (number | null)[];
  /** Compared with `node:dgram`, where both were measured. */
  ratios?: Ratios;
}

/** Ratios of a contender's values to another's. */
export interface Ratios {
  /** Each taken within a turn. */
  byTurn: number[];
  /** Of those within a turn. */
  median: number;
  ofMedians: number;
}

/** Whether a target was reached. */
export interface Verdict {
  measure: string;
  contender: string;
  against: string;
  parameters: Arguments;
  againstParameters?: Arguments;
  atLeast?: number;
  atMost?: number;
  /** Of medians. */
  ratio: number;
  isReached: boolean;
}

/** A run that failed. */
export interface Failure {
  case: string;
  parameters: Arguments;
  contender: string;
  turn: number;
  message: string;
}
