import { parseArgs } from 'node:util';

export const HELP = `Measures fast-dgram beside what else moves datagrams.

  npm run bench -- [options]

  --case <id>        only this case, or those whose id contains that; may be repeated
  --contender <id>   only this contender, or those whose id contains that; may be repeated
  --pairs <n>        how often each contender takes its turn (5); fewer than 5 give no verdict
  --seconds <n>      how long a run counts, after its warm-up (1)
  --node <path>      the Node that runs the Node programs (the one that runs this)
  --other <folder>   another checkout of fast-dgram, built, which takes turns with this one
  --output <file>    where the results go (out/bench-results/<date>-node<version>.json)
  --quick            proves that everything works, in under a minute; measures nothing
  --list             lists cases and contenders
  --help             this text
`;

/** Turns that a verdict takes. */
export const PAIRS_FOR_VERDICT = 5;

export interface Arguments {
  help: boolean;
  list: boolean;
  quick: boolean;
  cases: readonly string[];
  contenders: readonly string[];
  pairs: number;
  warmup: number;
  seconds: number;
  node: string;
  other: string | undefined;
  output: string | undefined;
}

/** @throws where an argument is unknown or out of range, with what is wrong */
export function readArguments(args: string[]): Arguments {
  const { values } = parseArgs({
    args,
    options: {
      case: { type: 'string', multiple: true, default: [] },
      contender: { type: 'string', multiple: true, default: [] },
      pairs: { type: 'string' },
      seconds: { type: 'string' },
      node: { type: 'string', default: process.execPath },
      other: { type: 'string' },
      output: { type: 'string' },
      quick: { type: 'boolean', default: false },
      list: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  const { quick } = values;
  return {
    help: values.help,
    list: values.list,
    quick,
    cases: values.case,
    contenders: values.contender,
    pairs: positive('--pairs', values.pairs ?? (quick ? '1' : `${PAIRS_FOR_VERDICT}`), true),
    warmup: quick ? 0.1 : 0.5,
    seconds: positive('--seconds', values.seconds ?? (quick ? '0.1' : '1'), false),
    node: values.node,
    other: values.other,
    output: values.output,
  };
}

/** @throws where an argument is not a number above 0 */
export function positive(name: string, text: string, whole: boolean): number {
  const value = Number(text);
  if (!(value > 0) || !Number.isFinite(value) || (whole && !Number.isInteger(value))) {
    throw new Error(`${name} takes a ${whole ? 'whole ' : ''}number above 0, not "${text}".`);
  }
  return value;
}

/**
 * What the texts select: what has that id or, where nothing has, what contains it; without texts
 * everything.
 *
 * @throws where a text selects nothing
 */
export function select<Item extends { id: string }>(
  what: string,
  items: readonly Item[],
  texts: readonly string[],
): Item[] {
  const ids = texts.flatMap((text) => {
    const matching = items.filter(({ id }) => id.includes(text)).map(({ id }) => id);
    if (matching.length === 0) throw new Error(`No ${what} is called "${text}"; see --list.`);
    return matching.includes(text) ? [text] : matching;
  });
  return items.filter(({ id }) => texts.length === 0 || ids.includes(id));
}
