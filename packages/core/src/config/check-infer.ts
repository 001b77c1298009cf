import {
  type InferConfig,
  isLabelTemplates,
  retrieverTypeOf,
  type Template,
  templatesOf,
  usesExamples,
} from 'oc-plugin-host';
import type { Path } from './node.ts';

type Block = Readonly<Record<string, unknown>>;
type Add = (inside: Path, message: string) => void;

/** Parts of `infer_cfg` that do not fit together. */
export function checkInfer(infer: InferConfig, block: Block, add: Add): void {
  checkRounds(infer, block, add);
  checkKeys(infer, block, add);
  checkLabels(infer, add);
  checkNormalizing(infer, add);
  checkExamples(infer, block, add);
}

/** A map of nothing but `begin` or `end` reads as sections, not as labels. */
function checkRounds({ prompt }: InferConfig, block: Block, add: Add): void {
  const key = (block.infer_cfg as Block).prompt_template === undefined ? 'ice_template' : 'prompt_template';
  const lacking = templatesOf(prompt).some(({ form, ...rest }) => form === 'sections' && !roundOf(rest).length);
  if (lacking) add(['infer_cfg', key, 'template'], 'needs the key "round": the turns between begin and end');
}

function roundOf(template: object): readonly unknown[] {
  return 'round' in template && Array.isArray(template.round) ? template.round : [];
}

/** Keys that only some inferencers or retrievers have: with another they would be without effect. */
const INFERENCER_KEYS: Readonly<Record<string, readonly string[]>> = {
  max_out_len: ['gen', 'chat', 'sc'],
  min_out_len: ['gen', 'chat', 'sc'],
  stopping_criteria: ['gen', 'chat', 'sc'],
  infer_mode: ['chat'],
  sc_size: ['sc'],
  generation_kwargs: ['sc'],
  labels: ['ppl', 'll'],
  scoring: ['ppl'],
  normalizing_str: ['ppl'],
  cont_column: ['ll'],
  choices: ['clp'],
  choices_column: ['clp'],
};

const RETRIEVER_KEYS: Readonly<Record<string, readonly string[]>> = {
  fix_id_list: ['fix_k'],
  ice_num: ['random', 'sliding_window', 'bm25', 'topk', 'dpp', 'votek', 'mdl', 'fix_k'],
  k: ['sliding_window'],
  seed: ['random', 'mdl'],
  embeddings: ['topk', 'dpp', 'votek', 'mdl'],
  scorer: ['mdl'],
  select_time: ['mdl'],
  candidate_num: ['dpp', 'mdl'],
  scale_factor: ['dpp'],
  votek_k: ['votek'],
};

function checkKeys({ inferencer }: InferConfig, block: Block, add: Add): void {
  const infer = block.infer_cfg as { retriever?: Block; inferencer: Block };
  const retriever = retrieverTypeOf(infer.retriever ?? {});
  for (const key of Object.keys(infer.inferencer)) refuseKey('inferencer', key, inferencer.type, INFERENCER_KEYS, add);
  for (const key of Object.keys(infer.retriever ?? {})) refuseKey('retriever', key, retriever, RETRIEVER_KEYS, add);
}

function refuseKey(
  part: 'inferencer' | 'retriever',
  key: string,
  type: string,
  keys: Readonly<Record<string, readonly string[]>>,
  add: Add,
): void {
  const types = keys[key];
  if (types === undefined || types.includes(type)) return;
  add(['infer_cfg', part, key], `is for ${types.join(', ')}, and the ${part} is ${type}`);
}

function checkLabels({ prompt, inferencer }: InferConfig, add: Add): void {
  if (inferencer.type !== 'ppl' && inferencer.type !== 'll') return;
  if (!isLabelTemplates(prompt)) {
    const message = `must be a map with one template per label: the inferencer is ${inferencer.type}`;
    add(['infer_cfg', 'prompt_template', 'template'], message);
    return;
  }
  const labels = prompt.map(([label]) => label);
  for (const [index, label] of (inferencer.labels ?? []).entries()) {
    if (labels.includes(label)) continue;
    const known = labels.map((name) => JSON.stringify(name)).join(', ');
    add(
      ['infer_cfg', 'inferencer', 'labels', index],
      `must be a label of the template (${known}), not ${JSON.stringify(label)}`,
    );
  }
}

function checkNormalizing({ prompt, inferencer, sepToken }: InferConfig, add: Add): void {
  if (inferencer.type !== 'ppl' || inferencer.normalizingStr === undefined) return;
  const isMarked = (template: Template) => template.form === 'text' && template.text.includes(sepToken ?? '\0');
  if (templatesOf(prompt).every(isMarked)) return;
  const where = sepToken === undefined ? '' : ` ${JSON.stringify(sepToken)}`;
  add(
    ['infer_cfg', 'inferencer', 'normalizing_str'],
    `needs a sep_token${where} in the text of every label, where the answer begins`,
  );
}

function checkExamples(infer: InferConfig, block: Block, add: Add): void {
  const retriever = (block.infer_cfg as { retriever?: Block }).retriever ?? {};
  const type = retrieverTypeOf(retriever);
  if (type === 'zero') return;
  const { prompt, example, exampleToken, exampleIds } = infer;
  if (type === 'fix_k' && exampleIds.length === 0) {
    add(['infer_cfg', 'retriever'], 'needs the key "fix_id_list" with at least one row');
  }
  if (['topk', 'dpp', 'votek', 'mdl'].includes(type) && retriever.embeddings === undefined) {
    add(['infer_cfg', 'retriever'], 'needs the key "embeddings": the model that embeds texts, as {type: openai, …}');
  }
  if (type === 'mdl' && retriever.scorer === undefined) {
    const message =
      'needs the key "scorer": the model whose surprise at labels decides, as {type: openai, endpoint: completions, …}';
    add(['infer_cfg', 'retriever'], message);
  }
  if (example === undefined) add(['infer_cfg'], 'needs the key "ice_template": how an example is written');
  if (exampleToken !== undefined && !templatesOf(prompt).every((template) => holdsToken(template, exampleToken))) {
    const where = `must hold the ice_token ${JSON.stringify(exampleToken)}, in turns as one of its own`;
    if (usesExamples(infer)) add(['infer_cfg', 'prompt_template'], `${where}: the examples go there`);
  }
}

function holdsToken(template: Template, token: string): boolean {
  switch (template.form) {
    case 'text':
      return template.text.includes(token);
    case 'sections':
      return [...template.begin, ...template.round, ...template.end].some((item) =>
        (typeof item === 'string' ? item : (item.prompt ?? '')).includes(token),
      );
    case 'messages':
      return template.messages.some((entry) =>
        typeof entry === 'string' ? entry === token : 'content' in entry && entry.content.includes(token),
      );
  }
}
