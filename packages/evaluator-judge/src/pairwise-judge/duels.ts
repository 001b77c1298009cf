import type { ChatMessage, EvaluatedSample, EvaluatorModel } from 'oc-sdk';
import { askJudge, type Reply, valuesOf } from '../ask.ts';
import { fillTemplate, type Template, textOf } from '../template.ts';
import { verdictIn } from '../verdict.ts';
import type { Place } from './orders.ts';

/** An answer and another one to the same sample, and in which places the evaluated one is shown. */
export interface Duel {
  readonly sample: EvaluatedSample;
  /** Whose the other answer is, where it is a model of the run. */
  readonly model: string | undefined;
  readonly other: unknown;
  readonly places: readonly Place[];
}

/** What came of one comparison, for the answer that is evaluated: 1 won, 0.5 tied, 0 lost; undefined: no verdict. */
export interface Judgement {
  readonly place: Place;
  readonly score: number | undefined;
  readonly judge_prompt: readonly ChatMessage[];
  readonly judge_text?: string;
  readonly error?: NonNullable<Reply['error']>;
}

export interface JudgedDuel extends Duel {
  /** One for each place. */
  readonly judgements: readonly Judgement[];
}

/** Asks a judge about the duels of all samples at once. */
export async function judged(
  judge: EvaluatorModel,
  template: Template,
  samples: readonly (readonly Duel[])[],
  signal: AbortSignal,
): Promise<JudgedDuel[][]> {
  const prompts = samples.flat().flatMap((duel) => duel.places.map((place) => promptOf(template, duel, place)));
  const replies = (await askJudge(judge, prompts, signal)).values();
  const judgementsOf = ({ places }: Duel): Judgement[] =>
    places.map((place) => judgementOf(judge, place, replies.next().value as Reply));
  return samples.map((duels) => duels.map((duel) => ({ ...duel, judgements: judgementsOf(duel) })));
}

/** The two answers stand in it under our names and OpenCompass's. */
function promptOf(template: Template, { sample, other }: Duel, place: Place): ChatMessage[] {
  const texts = [textOf(sample.prediction), textOf(other)] as const;
  const [a, b] = place === 'first' ? texts : texts.toReversed();
  return fillTemplate(template, { ...valuesOf(sample), answer_a: a, answer_b: b, prediction: a, prediction2: b });
}

function judgementOf(judge: EvaluatorModel, place: Place, { prompt, text, error }: Reply): Judgement {
  return {
    place,
    score: text === undefined ? undefined : scoreOf(verdictIn(judge.postprocess(text), ['A', 'B', 'C']), place),
    judge_prompt: prompt,
    ...(text === undefined ? {} : { judge_text: text }),
    ...(error === undefined ? {} : { error }),
  };
}

function scoreOf(letter: string | undefined, place: Place): number | undefined {
  if (letter === undefined) return undefined;
  if (letter === 'C') return 0.5;
  return (letter === 'A') === (place === 'first') ? 1 : 0;
}
