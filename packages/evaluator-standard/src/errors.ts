import { OcError } from 'oc-sdk';

export function patternInvalid(pattern: string, problem: string, cause?: unknown): OcError {
  return new OcError({
    code: 'PATTERN_INVALID',
    message: `not a usable regular expression: ${pattern} (${problem})`,
    details:
      'Expected a regular expression with at least one group, such as (?i)answer:\\s*([A-D]). Written as in Python or JavaScript; in YAML, in single quotes.',
    cause,
    fatal: true,
  });
}

export function answerMissing(text: string): OcError {
  return new OcError({
    code: 'GSM8K_ANSWER_MISSING',
    message: `no "#### " in the reference: ${text.slice(-80).replaceAll(/\s+/g, ' ').trim()}`,
    details: 'gsm8k-dataset expects solutions of GSM8K, which end in "#### ANSWER". Is output_column the right column?',
    fatal: true,
  });
}

export function referenceInvalid(evaluator: string, value: unknown, expected: string): OcError {
  return new OcError({
    code: 'REFERENCE_INVALID',
    message: `${evaluator} cannot score against ${shorten(JSON.stringify(value) ?? 'nothing')}`,
    details: `Expected ${expected}. Is output_column the right column?`,
    fatal: true,
  });
}

export function labelsMissing(evaluator: string, inferencer: string, index: number): OcError {
  return new OcError({
    code: 'LABELS_MISSING',
    message: `${evaluator} needs what a model says of labels, and sample ${index} has none`,
    details: `Ask with infer_cfg: {inferencer: {type: ${inferencer}}}; answers that are generated have no labels.`,
    fatal: true,
  });
}

export function oneClass(samples: number): OcError {
  return new OcError({
    code: 'ONE_CLASS',
    message: `auc-roc needs references of both classes; these ${samples} samples have one`,
    details: 'Score more samples: a larger --limit or test_range.',
    fatal: true,
  });
}

export function jiebaMissing(cause: unknown): OcError {
  return new OcError({
    code: 'JIEBA_MISSING',
    message: 'the package jieba-wasm, which cuts Chinese into words, cannot be loaded',
    details: 'Install it beside oc-core: npm install jieba-wasm@2.4.0',
    cause,
    fatal: true,
  });
}

export function sentencePieceMissing(cause: unknown): OcError {
  return new OcError({
    code: 'SENTENCEPIECE_MISSING',
    message: 'the package @agnai/sentencepiece-js, which cuts text into pieces, cannot be loaded',
    details: 'Install it beside oc-core: npm install @agnai/sentencepiece-js@1.1.1',
    cause,
    fatal: true,
  });
}

export function tokenizerModelUnreadable(path: string, cause: NodeJS.ErrnoException): OcError {
  return new OcError({
    code: 'TOKENIZER_MODEL_UNREADABLE',
    message: `tokenizer_model cannot be read: ${path} (${cause.code ?? cause.message})`,
    details: TOKENIZER_MODEL,
    cause,
    fatal: true,
  });
}

export function tokenizerModelInvalid(path: string): OcError {
  return new OcError({
    code: 'TOKENIZER_MODEL_INVALID',
    message: `tokenizer_model is no SentencePiece model: ${path}`,
    details: TOKENIZER_MODEL,
    fatal: true,
  });
}

const TOKENIZER_MODEL =
  'Expected the .model file that SentencePiece made. sacreBLEU downloads those of FLORES to ~/.sacrebleu/models.';

export function instructionInvalid(place: string, value: unknown, expected: string): OcError {
  return new OcError({
    code: 'INSTRUCTION_INVALID',
    message: `ifeval cannot check ${place}: ${shorten(JSON.stringify(value) ?? 'nothing')}`,
    details: `Expected ${expected}. Rows need the columns instruction_id_list and kwargs, as google/IFEval has them.`,
    fatal: true,
  });
}

function shorten(text: string): string {
  return text.length > 80 ? `${text.slice(0, 80)}...` : text;
}
