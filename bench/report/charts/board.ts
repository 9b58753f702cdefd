import { OWN } from '../contenders.js';
import { type PanelParts, panelParts, type Row } from './panels.js';
import { render } from './svg.js';
import { type Text, textAt, textBefore, titles } from './texts.js';

/** Rows of panels under a title. */
export interface Board {
  title: string;
  subtitle: string;
  rows: readonly Row[];
}

/** What a row adds to a chart. */
interface RowParts {
  texts: Text[];
  panels: PanelParts[];
  /** Where it ends. */
  bottom: number;
}

const WIDTH = 960;
const MARGIN = 24;
const HEADER = 64;
const NAMES = 156;
const GAP = 16;
const HEADING = 26;
const BAR = 24;
const ROW_GAP = 14;

const HEADING_STYLE = { fontSize: 13, isBold: true };

/** Draws a board. */
export function drawBoard({ title, subtitle, rows }: Board): string {
  const texts = titles(title, subtitle, MARGIN);
  const panels: PanelParts[] = [];
  let bottom = HEADER - ROW_GAP;
  for (const row of rows) {
    const parts = rowParts(row, bottom + ROW_GAP, panels.length);
    texts.push(...parts.texts);
    panels.push(...parts.panels);
    bottom = parts.bottom;
  }
  return render(
    title,
    { width: WIDTH, height: bottom + MARGIN },
    {
      title: texts,
      grid: panels.map(({ grid }) => grid),
      xAxis: panels.map(({ xAxis }) => xAxis),
      yAxis: panels.map(({ yAxis }) => yAxis),
      series: panels.flatMap(({ series }) => series),
    },
  );
}

/** @param index of its first panel in the chart */
function rowParts(row: Row, top: number, index: number): RowParts {
  const { heading, contenders, names, panels } = row;
  const hasHeadings = [heading, ...panels.map((panel) => panel.heading)].some((one) => one !== '');
  const barsTop = top + (hasHeadings ? HEADING : 0);
  const height = BAR * names.length;
  const width = (WIDTH - 2 * MARGIN - NAMES - GAP * (panels.length - 1)) / panels.length;
  const leftOf = (column: number): number => MARGIN + NAMES + column * (width + GAP);
  return {
    texts: [
      textAt(heading, MARGIN, top + 6, HEADING_STYLE),
      ...panels.map((panel, column) =>
        textAt(panel.heading, leftOf(column), top + 6, HEADING_STYLE),
      ),
      ...names.map((name, place) => {
        const isBold = OWN.includes(contenders[place] ?? '');
        const middle = barsTop + (place + 0.5) * BAR;
        return textBefore(name, MARGIN + NAMES - 8, middle, { fontSize: 12, isBold });
      }),
    ],
    panels: panels.map((panel, column) => {
      const area = { left: leftOf(column), top: barsTop, width, height };
      return panelParts(row, panel, area, index + column);
    }),
    bottom: barsTop + height,
  };
}
