import { plainPostprocessor } from '../plain-postprocessor.ts';
import { lineOne, strip, stripCharacters } from '../python-text.ts';

/** The first line without the mark of a list in front and without Chinese punctuation at its ends. */
export function lcsts(text: string): string {
  const line = strip(lineOne(strip(text)).replaceAll('своей', ''));
  // Where the line starts with a mark, the same mark goes everywhere: so it is in OpenCompass.
  const answer = ['1. ', '- '].reduce((rest, mark) => (rest.startsWith(mark) ? rest.replaceAll(mark, '') : rest), line);
  return stripCharacters(answer, '“，。！”');
}

export default plainPostprocessor('lcsts', 'The first line of a summary in Chinese.', lcsts);
