import { type DatasetSplits, isGenerating, usesExamples } from 'oc-plugin-host';
import type { Compat } from 'oc-sdk';
import type { PairSpec } from 'oc-sdk/run-directory';
import type { DatasetBlock, ModelBlock, ResolvedBlock } from '../config/types.ts';
import { canonicalHash } from './canonical-hash.ts';

/** What the answers of a pair depend on, and what their score does. */
export function pairSpec(
  model: ModelBlock,
  dataset: DatasetBlock,
  splits: DatasetSplits,
  { limit, compat }: { readonly limit: number | undefined; readonly compat: Compat | undefined },
): PairSpec {
  // What the key changes may be the prompt. `n` is not here: with another, the answers there are stay.
  const told = compat === undefined ? [] : [compat];
  const fingerprint = canonicalHash(
    [answersDependOn(model), promptDependsOn(dataset, splits), limits(model, dataset), ...told],
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
      dataset.repeats,
      model.spec.block.meta_template,
    ],
    16,
  );
  return { model: model.abbr, dataset: dataset.abbr, fingerprint, evalFingerprint };
}

/** The prompt's hash that stands in the `version` column. */
export function promptVersion({ infer }: DatasetBlock, compat: Compat | undefined): string {
  return canonicalHash(compat === undefined ? infer : [infer, compat], 6);
}

/** A model is what it is whatever its key, its address or its batch size: those may change and the answers stay. */
function answersDependOn(model: ModelBlock): unknown {
  return { ...tellingOptions(model), maxSeqLen: model.maxSeqLen, metaTemplate: model.metaTemplate };
}

function tellingOptions({ plugin, options }: ResolvedBlock<'model'>): { model: string; options: object } {
  const neutral = plugin.plugin.answerNeutralOptions ?? [];
  const telling = Object.entries(options).filter(([key]) => !neutral.includes(key));
  return { model: plugin.specifier, options: Object.fromEntries(telling) };
}

function promptDependsOn({ infer, reader, embeddings }: DatasetBlock, { test, train }: DatasetSplits): unknown {
  const { inferencer, retriever, ...prompt } = infer;
  const examples = usesExamples(infer) ? { train: train?.contentHash, range: reader.trainRange } : undefined;
  const { batchSize: _, ...asking } = inferencer;
  return {
    data: test.contentHash,
    examples,
    retriever: retriever && { ...retriever, embeddings: embeddings && tellingOptions(embeddings) },
    prompt,
    asking,
    columns: reader.inputColumns,
    output: reader.outputColumn,
  };
}

/** A dataset's own limits win over the model's. */
function limits(model: ModelBlock, { infer: { inferencer } }: DatasetBlock): unknown {
  if (!isGenerating(inferencer)) return undefined;
  return { most: inferencer.maxOutLen ?? model.maxOutLen, least: inferencer.minOutLen ?? model.minOutLen };
}
