import type { EChartsOption } from 'echarts';
import { OWN } from '../contenders.js';
import { barStyle, INK } from './palette.js';
import { FONT } from './svg.js';

/** A bar with its spread, from its lower end to its upper one. */
export interface Bar {
  value: number;
  lower: number;
  upper: number;
  label: string;
}

/** A small chart of bars: one of those that stand beside each other. */
export interface Panel {
  heading: string;
  /** As many as there are contenders in its row; undefined where one was not measured. */
  bars: readonly (Bar | undefined)[];
}

/** Panels beside each other that have their contenders in common. */
export interface Row {
  heading: string;
  /** By their ids, from top to bottom. */
  contenders: readonly string[];
  /** What they are called. */
  names: readonly string[];
  panels: readonly Panel[];
}

/** A rectangle of a chart, in pixels. */
export interface Area {
  left: number;
  top: number;
  width: number;
  height: number;
}

type Series = Extract<NonNullable<EChartsOption['series']>, readonly unknown[]>[number];

/** What a panel adds to a chart. */
export interface PanelParts {
  grid: object;
  xAxis: object;
  yAxis: object;
  series: Series[];
}

/** What a label beside a bar takes. */
const LABEL_WIDTH = 112;

/** @param index of the panel in its chart */
export function panelParts(row: Row, panel: Panel, area: Area, index: number): PanelParts {
  const most = Math.max(...panel.bars.map((bar) => bar?.upper ?? 0));
  const { left, top, width, height } = area;
  return {
    grid: { left, top, width, height },
    xAxis: {
      gridIndex: index,
      type: 'value',
      show: false,
      min: 0,
      max: (most * width) / (width - LABEL_WIDTH),
    },
    yAxis: {
      gridIndex: index,
      type: 'category',
      inverse: true,
      data: [...row.contenders],
      axisTick: { show: false },
      axisLine: { show: true, lineStyle: { color: INK.axis } },
      axisLabel: { show: false },
    },
    series: [bars(row, panel, index), spreads(row, panel, index)],
  };
}

function bars({ contenders }: Row, panel: Panel, index: number): Series {
  return {
    type: 'bar',
    xAxisIndex: index,
    yAxisIndex: index,
    silent: true,
    emphasis: { disabled: true },
    barWidth: '68%',
    data: panel.bars.map((bar, place) => ({
      value: bar?.value ?? 0,
      itemStyle: barStyle(contenders[place] ?? ''),
    })),
  };
}

/** Lines over the spreads, with the labels behind them. */
function spreads({ contenders }: Row, panel: Panel, index: number): Series {
  return {
    type: 'custom',
    xAxisIndex: index,
    yAxisIndex: index,
    silent: true,
    z: 3,
    data: panel.bars.map((bar, place) => [bar?.lower ?? 0, place]),
    renderItem: ({ dataIndex }, api) => {
      const bar = panel.bars[dataIndex];
      const [lower = 0, y = 0] = api.coord([bar?.lower ?? 0, dataIndex]);
      const [upper = 0] = api.coord([bar?.upper ?? 0, dataIndex]);
      const isOwn = OWN.includes(contenders[dataIndex] ?? '');
      const lines = bar === undefined ? [] : whisker(lower, upper, y);
      return { type: 'group', children: [...lines, labelAt(bar, upper + 6, y, isOwn)] };
    },
  };
}

function whisker(lower: number, upper: number, y: number) {
  const line = (x1: number, y1: number, x2: number, y2: number) =>
    ({
      type: 'line',
      shape: { x1, y1, x2, y2 },
      style: { stroke: INK.spread, lineWidth: 1 },
    }) as const;
  return [
    line(lower, y, upper, y),
    line(lower, y - 3, lower, y + 3),
    line(upper, y - 3, upper, y + 3),
  ];
}

function labelAt(bar: Bar | undefined, x: number, y: number, isBold: boolean) {
  const style = {
    text: bar?.label ?? 'not measured',
    fill: bar === undefined ? INK.muted : INK.text,
    fontFamily: FONT,
    fontSize: 12,
    fontWeight: isBold ? 'bold' : 'normal',
    verticalAlign: 'middle',
  } as const;
  return { type: 'text', x, y, style } as const;
}
