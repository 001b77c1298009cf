import { tmpdir } from 'node:os';
import {
  createPlugin,
  datasetContract,
  evaluatorContract,
  modelContract,
  partitionerContract,
  pluginContract,
  runnerContract,
  sampleOf,
  summarizerContract,
} from 'oc-conformance';
import dataset from './dataset.js';
import evaluator from './evaluator.ts';
import model from './model.ts';
import partitioner from './partitioner.ts';
import postprocessor from './postprocessor.js';
import runner from './runner.ts';
import summarizer from './summarizer.ts';

/** What each example owes to its kind: names and functions for any test runner. */

export const partitionerCases = partitionerContract(partitioner);

export const runnerCases = [
  ...pluginContract(runner),
  ...runnerContract({
    create: () => createPlugin(runner, { kill_grace_seconds: 1 }, { runDirectory: tmpdir() }),
  }),
];

export const modelCases = [
  ...pluginContract(model),
  ...modelContract({
    create: () => createPlugin(model, { answers: ['Paris', 'London', 'Vienna'] }),
    prompts: ['Where?', 'Where to?', 'Which city?', 'And which other city?'],
  }),
];

export const datasetCases = [
  ...pluginContract(dataset),
  ...datasetContract({ create: () => createPlugin(dataset, { count: 5 }), missingSplit: 'train' }),
];

export const evaluatorCases = [
  ...pluginContract(evaluator),
  ...evaluatorContract({
    create: () => createPlugin(evaluator, { tolerance: 1 }),
    samples: [sampleOf(0, '3', '3'), sampleOf(1, 'about 3', '3'), sampleOf(2, 5, '4')],
  }),
];

export const postprocessorCases = pluginContract(postprocessor);

export const summarizerCases = [
  ...pluginContract(summarizer),
  ...summarizerContract({ create: () => createPlugin(summarizer) }),
];
