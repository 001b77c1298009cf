import { sentencePieceMissing, tokenizerModelInvalid, tokenizerModelUnreadable } from '../errors.ts';

/** Named apart, since the package has no types. */
const PACKAGE: string = '@agnai/sentencepiece-js';

/** What is used of it. */
interface Processor {
  /** A file that is no model is no error: nothing has pieces then. */
  load(path: string): Promise<void>;
  encodePieces(text: string): string[];
}

/**
 * Cuts text into the pieces of a SentencePiece model (Kudo and Richardson 2018). The library is WebAssembly that only
 * some want, so it is installed when wanted. Throws `SENTENCEPIECE_MISSING`, `TOKENIZER_MODEL_UNREADABLE`,
 * `TOKENIZER_MODEL_INVALID`.
 */
export async function loadPieces(path: string): Promise<(text: string) => string[]> {
  const processor = await newProcessor();
  await processor.load(path).catch((error: NodeJS.ErrnoException) => {
    throw tokenizerModelUnreadable(path, error);
  });
  if (processor.encodePieces('a').length === 0) throw tokenizerModelInvalid(path);
  return (text) => processor.encodePieces(text.replaceAll(/\p{Surrogate}/gu, '\ufffd'));
}

async function newProcessor(): Promise<Processor> {
  try {
    const { SentencePieceProcessor } = await import(PACKAGE);
    return new SentencePieceProcessor();
  } catch (error) {
    throw sentencePieceMissing(error);
  }
}
