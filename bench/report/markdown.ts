/** How the cells of a column are aligned. */
export type Alignment = 'left' | 'right';

/** A column of a table. */
export interface Column {
  heading: string;
  align: Alignment;
}

/** A table. */
export function table(columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  return [
    line(columns.map(({ heading }) => heading)),
    line(columns.map(({ align }) => (align === 'right' ? '--:' : '---'))),
    ...rows.map(line),
  ].join('\n');
}

/** Columns whose cells are aligned to the left. */
export function left(...headings: readonly string[]): Column[] {
  return headings.map((heading) => ({ heading, align: 'left' }));
}

/** Columns whose cells are aligned to the right. */
export function right(...headings: readonly string[]): Column[] {
  return headings.map((heading) => ({ heading, align: 'right' }));
}

/** A list. */
export function list(items: readonly string[]): string {
  return items.map((item) => `- ${oneLine(item)}`).join('\n');
}

/** Text that is shown once its summary is clicked. */
export function details(summary: string, text: string): string {
  return `<details><summary>${summary}</summary>\n\n${text}\n\n</details>`;
}

/** Paragraphs, without those that are empty. */
export function paragraphs(...texts: readonly string[]): string {
  return texts.filter((text) => text !== '').join('\n\n');
}

function line(cells: readonly string[]): string {
  return `|${cells.map((cell) => ` ${oneLine(cell).replaceAll('|', '\\|')} |`).join('')}`;
}

function oneLine(text: string): string {
  return text.trim().replaceAll(/\s*\n\s*/g, ' ');
}
