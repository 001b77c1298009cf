import { editDistance } from '../edit-distance.ts';
import { referenceInvalid } from '../errors.ts';
import { textOf } from '../python-text.ts';
import { sampleEvaluator } from '../sample-evaluator.ts';

/**
 * `accuracy`: the share of answers whose nearest candidate, by Levenshtein's distance, is the right one. The reference
 * is `{candidates, label}`: texts, or lists of texts that mean the same, and the index of the right one. The first of
 * several that are as near is taken. Throws `REFERENCE_INVALID`.
 */
export default sampleEvaluator({
  name: 'edit-distance-accuracy',
  summary: 'The share of answers that are nearest to the right candidate.',
  metric: 'accuracy',
  judge({ prediction, reference }) {
    const { candidates, label } = checked(reference);
    const pred = textOf(prediction);
    const distances = candidates.map((texts) =>
      Math.min(...[texts].flat().map((text) => editDistance(pred, textOf(text)))),
    );
    const nearest = distances.indexOf(Math.min(...distances));
    return { pred, nearest, label, correct: nearest === label };
  },
});

interface Choice {
  readonly candidates: readonly unknown[];
  readonly label: number;
}

function checked(reference: unknown): Choice {
  const { candidates, label } = (reference ?? {}) as Partial<Choice>;
  if (Array.isArray(candidates) && candidates.length > 0 && typeof label === 'number') return { candidates, label };
  throw referenceInvalid('edit-distance-accuracy', reference, 'an object {candidates: [TEXT, ...], label: INDEX}');
}
