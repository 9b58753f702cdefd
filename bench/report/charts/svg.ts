import { type EChartsOption, init } from 'echarts';
import { INK } from './palette.js';

/** How large a chart is, in pixels. */
export interface Size {
  width: number;
  height: number;
}

/** What texts are set in; the quotes are such that fit into an attribute. */
export const FONT = "-apple-system, 'Segoe UI', 'Noto Sans', Helvetica, Arial, sans-serif";

/**
 * Draws a chart on a card of its own, which looks the same on any background.
 *
 * @param name for those who do not see it
 */
export function render(name: string, { width, height }: Size, option: EChartsOption): string {
  const chart = init(null, null, { renderer: 'svg', ssr: true, width, height });
  const card = {
    type: 'rect',
    shape: { x: 0.5, y: 0.5, width: width - 1, height: height - 1, r: 8 },
    style: { fill: INK.background, stroke: INK.border, lineWidth: 1 },
    silent: true,
    z: -1,
  } as const;
  chart.setOption({
    animation: false,
    textStyle: { fontFamily: FONT },
    graphic: [card],
    ...option,
  });
  const svg = chart.renderToSVGString();
  chart.dispose();
  const [tag = '', ...lines] = clean(svg).split('\n');
  return `${[tag, `<title>${escapeText(name)}</title>`, ...lines].join('\n')}\n`;
}

/** Without what is for the mouse, and without names that depend on what was drawn before. */
function clean(svg: string): string {
  return svg
    .replaceAll(/<style\s*>.*?<\/style>\n?/gs, '')
    .replaceAll(/ (class|ecmeta_\w+)="[^"]*"/g, '')
    .replaceAll(/\bzr\d+-/g, '')
    .replaceAll(/\n\n+/g, '\n');
}

function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
