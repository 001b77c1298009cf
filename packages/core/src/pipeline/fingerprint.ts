import { answersDependOn, canonicalHash, type DatasetSplits } from 'oc-plugin-host';
import type { PairSpec } from 'oc-sdk/run-directory';
import type { DatasetBlock, ModelBlock } from '../config/types.ts';

/** What the answers of a pair depend on, and what their score does. */
export function pairSpec(
  model: ModelBlock,
  dataset: DatasetBlock,
  splits: DatasetSplits,
  limit: number | undefined,
): PairSpec {
  const fingerprint = canonicalHash(
    [
      answersDependOn(model.plugin, model.options, model.maxSeqLen),
      promptDependsOn(dataset, splits),
      limits(model, dataset),
    ],
    16,
  );
  const evalFingerprint = canonicalHash(
    [
      fingerprint,
      scoringDependsOn(dataset),
      model.spec.block.pred_postprocessor,
      dataset.reader.outputColumn,
      dataset.reader.testRange,
      limit,
    ],
    16,
  );
  return { model: model.abbr, dataset: dataset.abbr, fingerprint, evalFingerprint };
}

/** The prompt's hash that stands in the `version` column. */
export function promptVersion({ infer }: DatasetBlock): string {
  return canonicalHash(infer, 6);
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

function promptDependsOn({ infer, reader }: DatasetBlock, { test, train }: DatasetSplits): unknown {
  const { inferencer, ...prompt } = infer;
  const examples = infer.exampleIds.length > 0 ? { train: train?.contentHash, range: reader.trainRange } : undefined;
  const { batchSize: _, ...asking } = inferencer;
  return {
    data: test.contentHash,
    examples,
    prompt,
    asking,
    columns: reader.inputColumns,
    output: reader.outputColumn,
  };
}

/** A dataset's own limits win over the model's. */
function limits(model: ModelBlock, { infer: { inferencer } }: DatasetBlock): unknown {
  if (inferencer.type !== 'gen') return undefined;
  return { most: inferencer.maxOutLen ?? model.maxOutLen, least: inferencer.minOutLen ?? model.minOutLen };
}
