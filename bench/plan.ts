import type { Case } from './cases/index.js';
import type { Contender } from './contenders/index.js';
import type { Arguments } from './protocol.js';

/** A case to measure with a set of parameters, by some contenders in turn. */
export interface Contest {
  case: Case;
  parameters: Arguments;
  contenders: readonly Contender[];
}

/** A run of a contest by one of its contenders. */
export interface Run {
  contest: Contest;
  contender: Contender;
  /** Counts from 0. */
  turn: number;
}

/** What limits a plan. */
export interface Limits {
  /** Only the first set of parameters of each case. */
  quick: boolean;
  /** Files that a process may have open. */
  openFiles: number;
  /** Why there are no links that carry only so much; undefined where there are. */
  noLink: string | undefined;
}

/** What is to be measured. */
export interface Plan {
  contests: Contest[];
  /** Sets of parameters that the limits forbid, and why. */
  impossible: string[];
}

/** Files that a peer has open besides its sockets: more than enough. */
const OTHER_FILES = 100;

/** Every case with each set of its parameters and those contenders that take part in it. */
export function plan(
  cases: readonly Case[],
  contenders: readonly Contender[],
  { quick, openFiles, noLink }: Limits,
): Plan {
  const impossible: string[] = [];
  const fits = ({ id, link }: Case, { sockets = 0 }: Arguments): boolean => {
    if (link !== undefined && noLink !== undefined) {
      impossible.push(`${id}, over a link of ${link}: ${noLink}`);
      return false;
    }
    const needed = Number(sockets) + OTHER_FILES;
    if (needed <= openFiles) return true;
    impossible.push(
      `${id} with ${sockets} sockets: the limit of open files (ulimit -Hn) is ${openFiles}`,
    );
    return false;
  };
  const contests = cases.flatMap((one) => {
    const taking = contenders.filter((contender) => takesPart(contender, one));
    const sets = quick ? one.parameterSets.slice(0, 1) : one.parameterSets;
    return sets
      .filter((parameters) => taking.length > 0 && fits(one, parameters))
      .map((parameters) => ({ case: one, parameters, contenders: taking }));
  });
  return { contests, impossible };
}

/** Whether a contender takes part in a case. */
export function takesPart({ id, follows }: Contender, { contenders }: Case): boolean {
  return contenders.includes(follows ?? id);
}

/**
 * The runs of a contest: contenders take turns, so that a slow minute slows all of them, and every
 * other turn backwards: who comes second is a few per cent faster here and there.
 */
export function runsOf(contest: Contest, pairs: number): Run[] {
  return Array.from({ length: pairs }, (_, turn) => {
    const runs = contest.contenders.map((contender) => ({ contest, contender, turn }));
    return turn % 2 === 0 ? runs : runs.reverse();
  }).flat();
}
