import { answersDependOn, canonicalHash, type DatasetSplits, isGenerating, usesExamples } from 'oc-plugin-host';
import type { Compat } from 'oc-sdk';
import type { PairSpec } from 'oc-sdk/run-directory';
import type { DatasetBlock, ModelBlock } from '../config/types.ts';

export interface PairOptions {
  readonly limit: number | undefined;
  readonly compat: Compat | undefined;
  /** Other models whose answers the score depends on. */
  readonly comparedWith: readonly ModelBlock[];
}

/** What the answers of a pair depend on, and what their score does. */
export function pairSpec(
  model: ModelBlock,
  dataset: DatasetBlock,
  splits: DatasetSplits,
  { limit, compat, comparedWith }: PairOptions,
): PairSpec {
  const answers = (each: ModelBlock) => answersFingerprint(each, dataset, splits, compat);
  const fingerprint = answers(model);
  const others = comparedWith.map((other) => [
    answers(other),
    other.spec.block.pred_postprocessor,
    other.spec.block.meta_template,
  ]);
  const evalFingerprint = canonicalHash(
    [
      fingerprint,
      scoringDependsOn(dataset),
      model.spec.block.pred_postprocessor,
      dataset.reader.outputColumn,
      dataset.reader.testRange,
      limit,
      dataset.repeats,
      model.spec.block.meta_template,
      ...(others.length > 0 ? [others] : []),
    ],
    16,
  );
  return { model: model.abbr, dataset: dataset.abbr, fingerprint, evalFingerprint };
}

function answersFingerprint(
  model: ModelBlock,
  dataset: DatasetBlock,
  splits: DatasetSplits,
  compat: Compat | undefined,
): string {
  // What the key changes may be the prompt. `n` is not here: with another, the answers there are stay.
  const told = compat === undefined ? [] : [compat];
  return canonicalHash([modelDependsOn(model), promptDependsOn(dataset, splits), limits(model, dataset), ...told], 16);
}

/** The prompt's hash that stands in the `version` column: of how samples are asked, not of how fast or where. */
export function promptVersion(
  { infer, embeddings, scorer }: Pick<DatasetBlock, 'infer' | 'embeddings' | 'scorer'>,
  compat: Compat | undefined,
): string {
  const { inferencer, retriever, ...prompt } = infer;
  const asked = {
    ...prompt,
    inferencer: withoutSpeed(inferencer),
    ...(retriever && { retriever: withModels(retriever, embeddings, scorer) }),
  };
  return canonicalHash(compat === undefined ? asked : [asked, compat], 6);
}

/** What the time of a sample depends on besides the model. */
export function datasetCostKey(model: ModelBlock, dataset: DatasetBlock, splits: DatasetSplits): string {
  return canonicalHash([promptDependsOn(dataset, splits), limits(model, dataset)], 16);
}

export function modelDependsOn({ plugin, options, maxSeqLen, metaTemplate, addedMessages }: ModelBlock): object {
  const added = addedMessages.length > 0 ? { addedMessages } : {};
  return { ...answersDependOn(plugin, options, maxSeqLen), metaTemplate, ...added };
}

/** A judge counts as what its answers depend on: not its key or its address. */
function scoringDependsOn({ evaluation, judges }: DatasetBlock): unknown {
  if (evaluation === undefined || judges.length === 0) return evaluation;
  const asked = judges.map(({ plugin, options, spec: { block }, path }) => ({
    path,
    ...answersDependOn(plugin, options, block.max_seq_len as number | undefined),
    limits: [block.max_out_len, block.min_out_len],
    postprocessors: block.pred_postprocessor,
  }));
  const evaluator = judges.reduce<unknown>((block, { path }) => without(block, path), evaluation.evaluator);
  return { ...evaluation, evaluator, judges: asked };
}

function without(block: unknown, [key, ...rest]: readonly string[]): unknown {
  const { [key as string]: inner, ...others } = block as Record<string, unknown>;
  if (rest.length === 0 || inner === undefined) return others;
  return { ...others, [key as string]: without(inner, rest) };
}

function promptDependsOn({ infer, reader, embeddings, scorer }: DatasetBlock, { test, train }: DatasetSplits): unknown {
  const { inferencer, retriever, ...prompt } = infer;
  const examples = usesExamples(infer) ? { train: train?.contentHash, range: reader.trainRange } : undefined;
  return {
    data: test.contentHash,
    examples,
    retriever: retriever && withModels(retriever, embeddings, scorer),
    prompt,
    asking: withoutSpeed(inferencer),
    columns: reader.inputColumns,
    output: reader.outputColumn,
  };
}

function withoutSpeed({ batchSize: _, ...asking }: DatasetBlock['infer']['inferencer']): object {
  return asking;
}

/** A model that embeds or scores counts as what its numbers depend on: not its key or its address. */
function withModels(retriever: object, embeddings: DatasetBlock['embeddings'], scorer: DatasetBlock['scorer']): object {
  return {
    ...retriever,
    embeddings: embeddings && answersDependOn(embeddings.plugin, embeddings.options, undefined),
    ...(scorer && { scorer: answersDependOn(scorer.plugin, scorer.options, undefined) }),
  };
}

/** A dataset's own limits win over the model's. */
function limits(model: ModelBlock, { infer: { inferencer } }: DatasetBlock): unknown {
  if (!isGenerating(inferencer)) return undefined;
  return { most: inferencer.maxOutLen ?? model.maxOutLen, least: inferencer.minOutLen ?? model.minOutLen };
}
