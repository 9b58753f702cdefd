import type { EChartsOption } from 'echarts';
import { INK } from './palette.js';

/** A text of a chart, somewhere. */
export type Text = Extract<NonNullable<EChartsOption['title']>, readonly unknown[]>[number];

/** How a text looks. */
export interface TextStyle {
  fontSize: number;
  isBold: boolean;
}

/** The title of a chart and what explains it. */
export function titles(title: string, subtitle: string, left: number): Text[] {
  return [
    textAt(title, left, 16, { fontSize: 17, isBold: true }),
    textAt(subtitle, left, 41, { fontSize: 12, isBold: false }),
  ];
}

/** A text by its upper left corner. */
export function textAt(text: string, left: number, top: number, style: TextStyle): Text {
  const { fontSize, isBold } = style;
  const textStyle = {
    fontSize,
    fontWeight: isBold ? 'bold' : 'normal',
    color: isBold ? INK.text : INK.muted,
  } as const;
  return { text, left, top, padding: 0, textStyle };
}

/** A text by the middle of its right edge. */
export function textBefore(text: string, right: number, middle: number, style: TextStyle): Text {
  return {
    ...textAt(text, right, middle, style),
    textAlign: 'right',
    textVerticalAlign: 'middle',
  };
}
