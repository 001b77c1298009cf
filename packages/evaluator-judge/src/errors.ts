import { OcError } from 'oc-sdk';

/** A prompt for a judge without what is to be judged. */
export function templateIncomplete(missing: readonly string[]): OcError {
  return new OcError({
    code: 'JUDGE_TEMPLATE_INCOMPLETE',
    message: `prompt_template shows the judge no ${missing.map((name) => `{${name}}`).join(' and no ')}`,
    details: 'Every sample would get the same verdict. Write the names in braces where their texts belong.',
    fatal: true,
  });
}

/** Nothing to compare a sample's answer with. */
export function opponentMissing(id: string, where: string): OcError {
  return new OcError({
    code: 'JUDGE_OPPONENT_MISSING',
    message: `sample ${id} has no other answer to compare with: ${where}`,
    details:
      'Name models of the run (compare_with), the column with the other answer (opponent_column), or a file of predictions over the same samples (opponent_predictions).',
    fatal: true,
  });
}

/** The file of `opponent_predictions` cannot be used. */
export function opponentUnreadable(file: string, cause: unknown): OcError {
  return new OcError({
    code: 'JUDGE_OPPONENT_UNREADABLE',
    message: `opponent_predictions: ${file} cannot be read: ${cause instanceof Error ? cause.message : cause}`,
    details: 'Expected the predictions of a pair as a run leaves them: RUN/predictions/MODEL/DATASET.json.',
    cause,
    fatal: true,
  });
}

/** A cascade around an evaluator that does not say which samples are right. */
export function ruleGivesNoVerdicts(type: string): OcError {
  return new OcError({
    code: 'CASCADE_NEEDS_VERDICTS',
    message: `the evaluator ${type} does not say of each sample whether it is correct, which a cascade needs`,
    details: 'Use an evaluator whose details have `correct` for every sample, such as accuracy or math-verify.',
    fatal: true,
  });
}
