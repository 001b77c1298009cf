import { readFile } from 'node:fs/promises';

/** Something that a config can name. */
export interface CatalogueEntry {
  readonly kind: 'model' | 'dataset' | 'summarizer';
  /** What a config says; with folders in front where the name alone would not do. */
  readonly name: string;
  /** What the first lines of its file say it is; empty where they say nothing. */
  readonly summary: string;
  /** Rows, where the file says how many. */
  readonly items: number | undefined;
  /** Absolute. */
  readonly file: string;
  /** The npm package that it comes with; undefined for files of one's own. */
  readonly package: string | undefined;
}

/** What a file says about itself: the comment that it begins with. */
export async function headerOf(file: string): Promise<Pick<CatalogueEntry, 'summary' | 'items'>> {
  const lines = commentOf(await readFile(file, 'utf8'));
  const items = /(?:^|\s)(\d[\d,]*) items\b/.exec(lines.join(' '))?.[1];
  return {
    summary: summaryOf(lines),
    items: items === undefined ? undefined : Number(items.replaceAll(',', '')),
  };
}

function commentOf(text: string): string[] {
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  const end = lines.findIndex((line) => !line.startsWith('#'));
  return lines.slice(0, end < 0 ? undefined : end).map((line) => line.replace(/^#+\s*/, '').trim());
}

/** The first line, and those after it that it needs to be whole. */
function summaryOf(lines: readonly string[]): string {
  const end = lines.findIndex((line) => line === '' || /[.:!?]$/.test(line));
  return lines
    .slice(0, end < 0 ? undefined : end + 1)
    .join(' ')
    .trim();
}
