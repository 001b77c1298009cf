import { withAbbr } from './abbr.ts';
import { type ConfigNode, changeAt, type MapNode, nodeOf, type Path, type Position, withEntry } from './node.ts';

/** What a config says that says nothing. */
const DEFAULTS: readonly (readonly [path: readonly [string, ...string[]], value: unknown])[] = [
  [['infer'], {}],
  [['infer', 'partitioner'], { type: 'size' }],
  [['infer', 'runner'], { type: 'local' }],
  [['eval'], {}],
  [['eval', 'partitioner'], { type: 'naive' }],
  [['eval', 'runner'], { type: 'local' }],
  [['summarizer'], { type: 'standard' }],
  [['work_dir'], 'outputs/default'],
];

/** Blocks that may be written as a bare type. */
const BARE: readonly Path[] = [
  ['infer', 'partitioner'],
  ['infer', 'runner'],
  ['infer', 'runner', 'task'],
  ['eval', 'partitioner'],
  ['eval', 'runner'],
  ['eval', 'runner', 'task'],
  ['summarizer'],
];

const TASK_TYPES: readonly Path[] = [
  ['infer', 'runner', 'task', 'type'],
  ['eval', 'runner', 'task', 'type'],
];

/** Types of a dataset that are core's own words. */
const CLASS_NAMES: readonly Path[] = [
  ['infer_cfg', 'retriever', 'type'],
  ['infer_cfg', 'inferencer', 'type'],
  ['infer_cfg', 'prompt_template', 'type'],
  ['infer_cfg', 'ice_template', 'type'],
];

/** The config with its defaults, every block as a map with a `type`, every model and dataset with its abbr. */
export function normalize(root: MapNode): MapNode {
  const filled = DEFAULTS.reduce((node, [path, value]) => withDefault(node, path, value), root);
  const spelled = BARE.reduce((node, path) => changeInside(node, path, asBlock), filled);
  const named = TASK_TYPES.reduce((node, path) => changeInside(node, path, withoutModule), spelled);
  const models = (list: ConfigNode) => eachMap(list, normalizeModel);
  const datasets = (list: ConfigNode) => eachMap(list, (block) => withAbbr('dataset', datasetOf(block)));
  return changeInside(changeInside(named, ['models'], models), ['datasets'], datasets);
}

function withDefault(root: MapNode, path: readonly [string, ...string[]], value: unknown): MapNode {
  const [key, ...rest] = path;
  const entry = root.entries.get(key);
  const isEmpty = entry === undefined || (entry.value.kind === 'scalar' && entry.value.value === null);
  const [next, ...others] = rest;
  if (next === undefined) return isEmpty ? withEntry(root, key, nodeOf(value, entry?.at ?? root.at)) : root;
  if (entry?.value.kind !== 'map') return root;
  return withEntry(root, key, withDefault(entry.value, [next, ...others], value), entry.at);
}

/** A model block, wherever it stands. */
export function normalizeModel(block: MapNode): MapNode {
  return withAbbr('model', changeInside(block, ['pred_postprocessor'], asBlocks));
}

function datasetOf(block: MapNode): MapNode {
  const paths: readonly (readonly [Path, (node: ConfigNode) => ConfigNode])[] = [
    [['infer_cfg', 'retriever'], asBlock],
    [['infer_cfg', 'retriever', 'embeddings'], asBlock],
    [['infer_cfg', 'retriever', 'scorer'], asBlock],
    [['infer_cfg', 'inferencer'], asBlock],
    [['infer_cfg', 'prompt_template'], asTemplate],
    [['infer_cfg', 'ice_template'], asTemplate],
    ...CLASS_NAMES.map((path) => [path, withoutModule] as const),
    [['eval_cfg', 'evaluator'], asBlock],
    [['eval_cfg', 'pred_postprocessor'], asBlocks],
    [['eval_cfg', 'dataset_postprocessor'], asBlocks],
    [['eval_cfg', 'extractions'], (list) => eachMap(list, extractionOf)],
  ];
  return paths.reduce((node, [path, change]) => changeInside(node, path, change), block);
}

function extractionOf(extraction: MapNode): MapNode {
  return changeInside(changeInside(extraction, ['evaluator'], asBlock), ['pred_postprocessor'], asBlocks);
}

/** A map stays a map when something inside it changes. */
function changeInside(map: MapNode, path: Path, change: (node: ConfigNode) => ConfigNode): MapNode {
  const changed = changeAt(map, path, change);
  return changed.kind === 'map' ? changed : map;
}

/** A bare type is a block. */
export function asBlock(node: ConfigNode): ConfigNode {
  return node.kind === 'scalar' && typeof node.value === 'string' ? mapOf('type', node, node.at) : node;
}

function asBlocks(node: ConfigNode): ConfigNode {
  return node.kind === 'list' ? { ...node, items: node.items.map(asBlock) } : asBlock(node);
}

/** `prompt_template: "Q: {question}"` is short for its `template`. */
function asTemplate(node: ConfigNode): ConfigNode {
  return node.kind === 'map' ? node : mapOf('template', node, node.at);
}

/** Dumped OpenCompass configs write classes with their module: `opencompass.openicl.GenInferencer`. */
function withoutModule(node: ConfigNode): ConfigNode {
  if (node.kind !== 'scalar' || typeof node.value !== 'string') return node;
  return { ...node, value: node.value.slice(node.value.lastIndexOf('.') + 1) };
}

function mapOf(key: string, value: ConfigNode, at: Position): MapNode {
  return { kind: 'map', entries: new Map([[key, { at, value }]]), at };
}

function eachMap(node: ConfigNode, change: (map: MapNode) => ConfigNode): ConfigNode {
  if (node.kind !== 'list') return node;
  return { ...node, items: node.items.map((item) => (item.kind === 'map' ? change(item) : item)) };
}
