import { BASELINE, BATCHES, LIBRARY } from '../contenders.js';

/** How a bar is filled. */
interface Fill {
  color: string;
  /** Where it is hatched, the colour of the lines. */
  hatching?: string;
}

/** Colours of what is no bar. */
export const INK = {
  background: '#ffffff',
  border: '#d0d7de',
  axis: '#afb8c1',
  text: '#1f2328',
  muted: '#59636e',
  spread: '#424a53',
};

const FILLS: readonly (readonly [RegExp, Fill])[] = [
  [new RegExp(`^${BASELINE}$`), { color: '#9198a1' }],
  [new RegExp(`^${LIBRARY}$`), { color: '#fb9f5f' }],
  [new RegExp(`^${BATCHES}$`), { color: '#d9480f' }],
  [/^bun/, { color: '#c5d3ea' }],
  [/^deno/, { color: '#c9cbe8' }],
  [/^go/, { color: '#bcdcdc' }],
  [/^c(-|$)/, { color: '#f0f2f4', hatching: '#c4cad1' }],
];

/** At the end of the bar. */
const ROUNDED = [0, 2, 2, 0];

const OTHER: Fill = { color: '#d8dee4' };

/** How a contender's bar looks. */
export function barStyle(contender: string) {
  const fill = FILLS.find(([pattern]) => pattern.test(contender))?.[1] ?? OTHER;
  const { color, hatching } = fill;
  if (hatching === undefined) return { color, borderRadius: ROUNDED };
  return { color, borderColor: hatching, borderRadius: ROUNDED, decal: hatch(hatching) };
}

function hatch(color: string) {
  return {
    ...{ symbol: 'rect', color, rotation: -Math.PI / 4 },
    ...{ dashArrayX: [1, 0], dashArrayY: [1.5, 4] },
  };
}
