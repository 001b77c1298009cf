import { canonicalHash, type DatasetSplits } from 'oc-plugin-host';
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
    [answersDependOn(model), promptDependsOn(dataset, splits), limits(model, dataset)],
    16,
  );
  const evalFingerprint = canonicalHash(
    [
      fingerprint,
      dataset.evaluation,
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

/** A model is what it is whatever its key, its address or its batch size: those may change and the answers stay. */
function answersDependOn({ plugin, options, maxSeqLen }: ModelBlock): unknown {
  const neutral = plugin.plugin.answerNeutralOptions ?? [];
  const telling = Object.entries(options).filter(([key]) => !neutral.includes(key));
  return { model: plugin.specifier, options: Object.fromEntries(telling), maxSeqLen };
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
