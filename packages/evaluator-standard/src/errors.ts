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
