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
    message: `${model} gives no log-probabilities, which are needed here`,
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

export function roleUnknown(role: string, fallback: string | undefined, known: readonly string[]): OcError {
  const also =
    fallback === undefined ? 'it has no fallback_role' : `its fallback_role ${JSON.stringify(fallback)} neither`;
  return new OcError({
    code: 'ROLE_UNKNOWN',
    message: `the prompt has a turn of the role ${JSON.stringify(role)}, which the model does not know; ${also}`,
    details: `Known roles: ${known.join(', ')}. Give the turn a fallback_role, or add the role to the model's meta_template (round or reserved_roles).`,
    fatal: true,
  });
}

export function examplesInTurn(token: string): OcError {
  return new OcError({
    code: 'EXAMPLES_IN_TURN',
    message: `the ice_token ${JSON.stringify(token)} stands in a turn, and the examples are turns themselves`,
    details: 'Write the token as an item of its own in `begin`, or write the examples as a text (ice_template).',
    fatal: true,
  });
}

export function noExampleLabel(label: string, known: readonly string[]): OcError {
  return new OcError({
    code: 'NO_SUCH_LABEL',
    message: `an example has the answer ${JSON.stringify(label)}, for which ice_template has no template`,
    details: `There are templates for ${known.join(', ')}. Add one, or write ice_template as one template for all.`,
    fatal: true,
  });
}

/** The row, not the config, is at fault: its sample fails alone. */
export function notMessages(column: string, value: unknown): OcError {
  return new OcError({
    code: 'NOT_MESSAGES',
    message: `column ${JSON.stringify(column)} holds no list of messages but ${(JSON.stringify(value) ?? 'nothing').slice(0, 80)}`,
    details: 'Expected a list of {role: system | user | assistant, content: TEXT}.',
  });
}

export function emptyConversation(): OcError {
  return new OcError({
    code: 'EMPTY_CONVERSATION',
    message: 'there is nobody to answer: the conversation has no turn of a user',
    details:
      'The chat inferencer needs a conversation, from the turns of the template or from a column (expand_column).',
  });
}

export function lengthsDiffer(columns: readonly (readonly [name: string, length: number])[]): OcError {
  const lengths = columns.map(([name, length]) => `${name} ${length}`).join(', ');
  return new OcError({
    code: 'LENGTHS_DIFFER',
    message: `the columns have different numbers of turns: ${lengths}`,
    details: 'Where columns hold lists of turns, each must have the same number.',
  });
}

export function noAnswerMark(label: string): OcError {
  return new OcError({
    code: 'NO_ANSWER_MARK',
    message: `normalizing_str needs the sep_token in the template of ${JSON.stringify(label)}, which must be a text`,
    details: 'Write prompt_template.sep_token, and put that token where the answer begins in the text of every label.',
    fatal: true,
  });
}

export function noContinuation(column: string, text: string, label: string): OcError {
  return new OcError({
    code: 'NO_CONTINUATION',
    message: `the prompt of ${JSON.stringify(label)} does not end with the text of column ${JSON.stringify(column)}: ${JSON.stringify(text.slice(0, 60))}`,
    details:
      'The ll inferencer compares how likely that text is: write {cont} at the end of every template, or name another cont_column.',
  });
}

export function noChoices(column: string): OcError {
  return new OcError({
    code: 'NO_CHOICES',
    message: `column ${JSON.stringify(column)} holds no list of choices`,
    details: 'The clp inferencer needs them: a list of texts in that column, or `choices` in the inferencer.',
  });
}

export function choiceTooLong(choice: string, tokens: number): OcError {
  return new OcError({
    code: 'CHOICE_NOT_ONE_TOKEN',
    message: `the choice ${JSON.stringify(choice)} is ${tokens} tokens of the model, and must be one`,
    details: 'Choose other words, end the prompt without a blank, or use the ppl inferencer with continuation_sum.',
  });
}

export function cannotEmbed(type: string): OcError {
  return new OcError({
    code: 'MODEL_CANNOT_EMBED',
    message: `the model ${JSON.stringify(type)} makes no embeddings, which the retriever needs`,
    details: 'Name a model that does in retriever.embeddings: {type: openai, path: NAME, base_url: …}.',
    fatal: true,
  });
}

export function badEmbeddings(what: string): OcError {
  return new OcError({
    code: 'BAD_EMBEDDINGS',
    message: `the embeddings cannot be used: ${what}`,
    details: 'Expected one vector per text, all of the same length, of finite numbers. Try another embeddings model.',
    fatal: true,
  });
}

/** The model that an mdl retriever has texts scored by did not score one. */
export function examplesFailed(what: string): OcError {
  return new OcError({
    code: 'EXAMPLES_FAILED',
    message: `examples cannot be chosen: ${what}`,
    details: 'The mdl retriever compares what retriever.scorer gives. See that this model answers, and go on with -r.',
  });
}

export function noMdlLabels(column: string | undefined, count: number): OcError {
  const found =
    column === undefined ? 'there is no output_column' : `${JSON.stringify(column)} has ${count} in the train rows`;
  return new OcError({
    code: 'MDL_NEEDS_LABELS',
    message: `the mdl retriever compares labels, and ${found}`,
    details:
      'It takes those of a prompt_template or ice_template by label, else the 2 to 26 answers that train rows have.',
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
    details: 'A score is made when every sample is answered or has failed. Continue the run with -r latest.',
    fatal: true,
  });
}

export function noSuchAnswers(model: string, dataset: string): OcError {
  return new OcError({
    code: 'NO_SUCH_ANSWERS',
    message: `the evaluator of ${dataset} asks for answers of ${model}, which was not asked about it in this run`,
    details: 'An evaluator may read the answers of models that its options name. This is a mistake in the evaluator.',
    fatal: true,
  });
}

export function nothingAnswered(pair: string, size: number, causes: string): OcError {
  return new OcError({
    code: 'NOTHING_ANSWERED',
    message: `${pair}: all ${size} samples failed: ${causes}`,
    details: 'Mend the cause and continue the run with -r latest: these samples are asked again.',
    fatal: true,
  });
}

export function noEvaluator(dataset: string): OcError {
  return new OcError({
    code: 'NO_EVALUATOR',
    message: `dataset ${dataset} has no eval_cfg`,
    details: 'Name an evaluator: eval_cfg: {evaluator: {type: accuracy}}; or run with --mode infer.',
    fatal: true,
  });
}

/** @param value - of the metric; undefined where there is no metric at all */
export function badMetric(evaluator: string, metric?: string, value?: unknown): OcError {
  return new OcError({
    code: 'BAD_METRIC',
    message:
      metric === undefined
        ? `evaluator ${evaluator} returned no metric`
        : `evaluator ${evaluator} returned ${metric} = ${value}`,
    details: 'Every metric must be a finite number. This is a mistake in the evaluator.',
    fatal: true,
  });
}

export function badDetails(evaluator: string, problem: string): OcError {
  return new OcError({
    code: 'BAD_DETAILS',
    message: `evaluator ${evaluator} returned ${problem}`,
    details:
      'Details are one verdict per sample, in the order given; a `score` in one is a number from 0 to 1. This is a mistake in the evaluator.',
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

/** @param causes how many of them for which reason */
export function notAllJudged(pair: string, failed: number, size: number, causes: string): OcError {
  return new OcError({
    code: 'JUDGE_FAILED',
    message: `${pair}: ${failed} of ${size} samples could not be judged: ${causes}`,
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
