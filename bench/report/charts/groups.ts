import type { EChartsOption } from 'echarts';
import { OWN } from '../contenders.js';
import { barStyle, INK } from './palette.js';
import { render } from './svg.js';
import { type Text, textBefore, titles } from './texts.js';

/** A bar of a group. */
export interface GroupedBar {
  value: number;
  label: string;
}

/** Who has a bar in each group. */
export interface Member {
  id: string;
  title: string;
  /** By group; undefined where it was not measured. */
  bars: readonly (GroupedBar | undefined)[];
}

/** Groups of bars on one scale. */
export interface GroupChart {
  title: string;
  subtitle: string;
  groups: readonly { title: string; detail: string }[];
  members: readonly Member[];
}

const WIDTH = 960;
const MARGIN = 24;
const HEADER = 92;
const NAMES = 250;
const BAR = 20;
const GAP = 22;

/** What a label beside a bar takes. */
const LABEL_WIDTH = 140;

/** Draws groups of bars, with a legend. */
export function drawGroups({ title, subtitle, groups, members }: GroupChart): string {
  const pitch = members.length * BAR + GAP;
  const left = MARGIN + NAMES;
  const width = WIDTH - MARGIN - left;
  const names = groups.flatMap((group, place): Text[] => {
    const middle = HEADER + (place + 0.5) * pitch;
    return [
      textBefore(group.title, left - 12, middle - 9, { fontSize: 13, isBold: true }),
      textBefore(group.detail, left - 12, middle + 9, { fontSize: 12, isBold: false }),
    ];
  });
  const most = Math.max(1, ...members.flatMap(({ bars }) => bars.map((bar) => bar?.value ?? 0)));
  const height = pitch * groups.length;
  return render(
    title,
    { width: WIDTH, height: HEADER + height + MARGIN - GAP / 2 },
    {
      title: [...titles(title, subtitle, MARGIN), ...names],
      legend: legend(left),
      grid: { left, top: HEADER, width, height },
      xAxis: { type: 'value', show: false, min: 0, max: (most * width) / (width - LABEL_WIDTH) },
      yAxis: {
        type: 'category',
        inverse: true,
        data: groups.map((_, place) => place),
        axisTick: { show: false },
        axisLine: { show: true, lineStyle: { color: INK.axis } },
        axisLabel: { show: false },
      },
      series: members.map((member) => series(member, pitch)),
    },
  );
}

function legend(left: number): NonNullable<EChartsOption['legend']> {
  return {
    ...{ left, top: 66, padding: 0, itemGap: 20, itemWidth: 14, itemHeight: 12 },
    ...{ icon: 'rect', selectedMode: false, textStyle: { color: INK.text, fontSize: 12 } },
  };
}

function series({ id, title, bars }: Member, pitch: number) {
  return {
    type: 'bar' as const,
    name: title,
    ...{ silent: true, emphasis: { disabled: true }, itemStyle: barStyle(id) },
    ...{ barWidth: BAR - 3, barGap: `${(3 / (BAR - 3)) * 100}%`, barCategoryGap: GAP / pitch },
    data: bars.map((bar) => bar?.value ?? '-'),
    label: {
      ...{ show: true, position: 'right' as const, distance: 6, fontSize: 12 },
      ...{
        color: INK.text,
        fontWeight: OWN.includes(id) ? ('bold' as const) : ('normal' as const),
      },
      formatter: ({ dataIndex }: { dataIndex: number }) => bars[dataIndex]?.label ?? '',
    },
  };
}
