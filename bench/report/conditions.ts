import type { Library } from '../environment.js';
import type { Results } from '../results.js';
import { calmness } from '../words.js';
import { titleOf } from './contenders.js';
import { list, paragraphs } from './markdown.js';

/** How results came about, in a sentence. */
export function conditions({ environment, settings, watched }: Results): string {
  const { node, kernel, cpu, cores, isPinned, date } = environment;
  const pinned = isPinned
    ? 'sender and receiver pinned to a core each'
    : 'sender and receiver not pinned to cores';
  return (
    `Medians of ${settings.pairs} turns of ${settings.seconds} s each, on loopback, ${pinned}: ` +
    `Node ${node}, Linux ${kernel}, ${cpu} with ${cores} cores, ${date.slice(0, 10)}, ` +
    `${library(environment.fastDgram)}.` +
    (watched === undefined ? '' : ` ${calmness(watched)}.`)
  );
}

/** Who took part, with whose versions. */
export function participants(all: readonly Results[]): string {
  const present = all.flatMap(({ contenders, partners }) => [...contenders, ...partners]);
  const items = unique(present.map(({ id }) => id)).map((id) => {
    const versions = present.filter((one) => one.id === id).map(({ version }) => version);
    return `${titleOf(all, id)}: ${unique(versions).join('; ')}`;
  });
  return list(items);
}

/** Who was left out, what was left out besides, and what failed; each with its reason. */
export function leftOut(all: readonly Results[]): string {
  const items = all.flatMap((results) => {
    const { environment, absent, omissions, failures } = results;
    const told = [
      ...absent.map(({ title, reason }) => `${title}: ${reason}`),
      ...omissions,
      ...failures.map(
        ({ case: id, parameters, contender, turn, message }) =>
          `a run that failed: ${id} ${JSON.stringify(parameters)}, ` +
          `${titleOf(all, contender)}, turn ${turn + 1}: ${message}`,
      ),
    ];
    return told.map((text) => `Node ${environment.node}: ${text}`);
  });
  return items.length === 0 ? '' : paragraphs('Left out:', list(unique(items)));
}

function library({ version, commit, isModified }: Library): string {
  if (commit === undefined) return `fast-dgram ${version}`;
  const changes = isModified ? ' with changes' : '';
  return `fast-dgram ${version} at ${commit.slice(0, 7)}${changes}`;
}

function unique(texts: readonly string[]): string[] {
  return [...new Set(texts)];
}
