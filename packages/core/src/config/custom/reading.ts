import type { CustomSettings, DataType, InferMethod } from './settings.ts';

/** What a file of rows is taken for. */
export interface Reading {
  readonly dataType: DataType;
  readonly inferMethod: InferMethod;
  /** Letters that are columns; empty for questions without options. */
  readonly options: readonly string[];
  /** Undefined: there is nothing to score by. */
  readonly outputColumn: string | undefined;
  /** What makes it of that type, as a part of a sentence. */
  readonly why: string;
}

/**
 * By the columns, as OpenCompass does: two or more of A, B, C … make multiple choice, `answer` is the reference. What
 * the settings say comes first.
 */
export function readingOf(columns: readonly string[], settings: CustomSettings): Reading {
  const found = settings.options ?? lettersIn(columns);
  const dataType = settings.data_type ?? (found.length > 1 ? 'mcq' : 'qa');
  const { output_column: said } = settings;
  return {
    dataType,
    inferMethod: settings.infer_method ?? 'gen',
    options: dataType === 'qa' ? [] : found,
    outputColumn: said === undefined ? columns.find((column) => column === 'answer') : (said ?? undefined),
    why: why(found, settings),
  };
}

/** A, B, C … as far as each of them is a column. */
export function lettersIn(columns: readonly string[]): string[] {
  const letters = Array.from({ length: 26 }, (_, place) => String.fromCharCode('A'.charCodeAt(0) + place));
  const end = letters.findIndex((letter) => !columns.includes(letter));
  return letters.slice(0, end < 0 ? undefined : end);
}

function why(found: readonly string[], settings: CustomSettings): string {
  if (settings.data_type !== undefined) return 'data_type says so';
  if (settings.options !== undefined) return 'it has options';
  if (found.length > 1) return `it has the columns ${found.join(', ')}`;
  return 'it has no columns A and B that would be options';
}

/** What is said to the model, `{column}` standing for a column. */
export function promptsOf({ dataType, options, outputColumn }: Reading, settings: CustomSettings) {
  const lines = ['Question: {question}', ...options.map((option) => `${option}. {${option}}`)];
  const answer = `{${outputColumn ?? 'answer'}}`;
  const isPlain = dataType === 'qa';
  return {
    human: settings.human_prompt ?? (isPlain ? '{question}' : lines.join('\n')),
    bot: settings.bot_prompt ?? (isPlain ? answer : `Answer: ${answer}`),
  };
}
