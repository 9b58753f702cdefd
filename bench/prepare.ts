import type { Case } from './cases/index.js';
import { CONTENDERS, type Contender, type Tools } from './contenders/index.js';
import { takesPart } from './plan.js';
import type { AbsentContender, PresentContender } from './results.js';

/** Who takes part in what. */
export interface Preparation {
  present: PresentContender[];
  absent: AbsentContender[];
  /** Those that play the other parts of the cases. */
  partners: PresentContender[];
  /** Cases whose partners are there. */
  playable: Case[];
  /** The other cases, and what they lack. */
  lacking: string[];
}

/** Makes contenders ready, and whoever else plays a part in their cases. */
export async function prepare(
  cases: readonly Case[],
  contenders: readonly Contender[],
  tools: Tools,
): Promise<Preparation> {
  const own = await prepareAll(
    contenders.filter((contender) => cases.some((one) => takesPart(contender, one))),
    tools,
  );
  const partners = await prepareAll(
    CONTENDERS.filter(({ id }) => cases.some((one) => partnersOf(one).includes(id))),
    tools,
  );
  const lack = (one: Case): AbsentContender[] =>
    partners.absent.filter(({ id }) => partnersOf(one).includes(id));
  return {
    ...own,
    partners: partners.present,
    playable: cases.filter((one) => lack(one).length === 0),
    lacking: cases.flatMap((one) =>
      lack(one).map(({ id, reason }) => `${one.id}, which needs ${id}: ${reason}`),
    ),
  };
}

async function prepareAll(
  contenders: readonly Contender[],
  tools: Tools,
): Promise<Pick<Preparation, 'present' | 'absent'>> {
  const present: PresentContender[] = [];
  const absent: AbsentContender[] = [];
  for (const contender of contenders) {
    const { id, title } = contender;
    try {
      present.push({ id, title, version: await contender.prepare(tools) });
    } catch (error) {
      absent.push({ id, title, reason: (error as Error).message });
    }
  }
  return { present, absent };
}

function partnersOf({ driver, listener }: Case): string[] {
  return [driver.player, listener?.player].filter((player) => player !== undefined);
}
