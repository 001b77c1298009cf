import { jiebaMissing } from './errors.ts';

/** Cuts a text in Chinese into words; blanks and punctuation are words too. */
export type CutChinese = (text: string) => string[];

/**
 * jieba, as WebAssembly: 4 MB that only some want, so it is installed when wanted. Throws `JIEBA_MISSING`.
 */
export async function loadJieba(): Promise<CutChinese> {
  try {
    const { cut } = await import('jieba-wasm');
    return (text) => cut(text, true);
  } catch (error) {
    throw jiebaMissing(error);
  }
}
