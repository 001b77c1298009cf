import { OcError } from 'oc-sdk';

export function labelsInAnswer(): OcError {
  return new OcError({
    code: 'PPL_NEEDS_LABELS',
    message: 'the ppl inferencer needs a prompt template per label',
    details: 'Write prompt_template.template as a map: label -> the whole text with that label filled in.',
    fatal: true,
  });
}

export function cannotScore(model: string): OcError {
  return new OcError({
    code: 'MODEL_CANNOT_SCORE',
    message: `${model} gives no log-probabilities, which the ppl inferencer needs`,
    details:
      'Use a model that scores prompts (onnx, or openai with `endpoint: completions`), or ask the dataset with `inferencer: {type: gen}`.',
    fatal: true,
  });
}

export function noSuchLabel(label: string, known: readonly string[]): OcError {
  return new OcError({
    code: 'NO_SUCH_LABEL',
    message: `inferencer.labels names ${JSON.stringify(label)}, for which there is no template`,
    details: `There are templates for ${known.join(', ')}. Name some of these, or leave labels out to take all.`,
    fatal: true,
  });
}

export function answersMissing(model: string, count: number): OcError {
  return new OcError({
    code: 'ANSWERS_MISSING',
    message: `${model} ended a call with ${count} of its requests neither answered nor failed`,
    details: 'A model must yield one result for every request. This is a mistake in the model plugin.',
  });
}

export function answersUnasked(model: string): OcError {
  return new OcError({
    code: 'ANSWERS_UNASKED',
    message: `${model} yielded a second result for a request, or one for a request that there was not`,
    details: 'A model must yield one result for every request, with its index. This is a mistake in the model plugin.',
  });
}

export function incomplete(pair: string, missing: number, failed: number, size: number): OcError {
  const lacking = [missing > 0 && `${missing} were never answered`, failed > 0 && `${failed} failed`].filter(Boolean);
  return new OcError({
    code: 'INCOMPLETE',
    message: `${pair}: of ${size} samples ${lacking.join(' and ')}`,
    details:
      'A score over the rest would not be comparable. Continue the run with -r latest: only these samples are asked.',
    fatal: true,
  });
}

export function answeredTwice(pair: string, index: number, files: readonly string[]): OcError {
  return new OcError({
    code: 'ANSWERED_TWICE',
    message: `${pair}: row ${index} has two answers, in ${files.join(' and ')}`,
    details:
      'Two workers must never ask the same sample. If a file was copied here by hand, remove it and run again with -r latest.',
    fatal: true,
  });
}

export function damagedAnswer(file: string, offset: number, cause: unknown): OcError {
  return new OcError({
    code: 'DAMAGED_ANSWER',
    message: `${file}: the line at byte ${offset} is no answer any more: ${cause instanceof Error ? cause.message : cause}`,
    details: 'Delete the line and continue with -r latest: its sample is asked again, and no other.',
    cause,
    fatal: true,
  });
}

/** @param causes code to how many samples */
export function notAllScored(pair: string, causes: ReadonlyMap<string, number>, size: number): OcError {
  const failed = [...causes.values()].reduce((sum, count) => sum + count, 0);
  const list = [...causes].map(([code, count]) => `${code} (${count})`).join(', ');
  return new OcError({
    code: 'JUDGE_FAILED',
    message: `${pair}: ${failed} of ${size} samples could not be judged: ${list}`,
    details: 'What the judge answered is kept. Continue the run with -r latest: it is asked about these samples alone.',
  });
}

export function unknownTask(what: string): OcError {
  return new OcError({
    code: 'BAD_WORKER_ARGUMENTS',
    message: what,
    details:
      'oc-worker is started by oc-core: oc-worker RUN_DIRECTORY --stage infer|eval --plan N --model ABBR --worker NAME',
    fatal: true,
  });
}
