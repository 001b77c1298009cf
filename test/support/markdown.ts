/** A fenced code block of a page. */
export interface CodeBlock {
  readonly language: string;
  /** What follows the language: the file that the text is taken from, for instance. */
  readonly info: string;
  readonly text: string;
}

const FENCE = /^```(\S*) ?(.*)\n([\s\S]*?)^```$/gm;

export function codeBlocks(page: string): CodeBlock[] {
  return [...page.matchAll(FENCE)].map(([, language = '', info = '', text = '']) => ({ language, info, text }));
}

/** Targets of links, those in code aside. */
export function links(page: string): string[] {
  const text = page.replaceAll(FENCE, '').replaceAll(/`[^`\n]*`(?!\])/g, '');
  return [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target);
}

/** The anchors of a page's headings, as GitHub makes them. */
export function anchors(page: string): string[] {
  const headings = [...page.replaceAll(FENCE, '').matchAll(/^#{1,6} (.+)$/gm)];
  return headings.map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

/** First cells of the rows of all tables, without what marks them as code. */
export function firstCells(page: string): string[] {
  return [...page.matchAll(/^\| (.+?) \|/gm)].map(([, cell = '']) => cell.replaceAll('`', ''));
}
