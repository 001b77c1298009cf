import type { ChatMessage } from 'oc-sdk';

/** One speaker's part in a template: which role it is in the words of a model is for its meta template to say. */
export interface Turn {
  readonly role: string;
  /** Taken where the model knows no such role. */
  readonly fallbackRole?: string;
  /** Put around what is said, instead of what the model's meta template puts there. */
  readonly begin?: string;
  readonly prompt?: string;
  readonly end?: string;
}

export type Item = string | Turn;

/** A message, messages that a column of the row holds, or the token in whose place the examples go. */
export type MessageEntry = ChatMessage | { readonly expandColumn: string } | string;

/** A prompt before its columns are filled in. */
export type Template =
  | { readonly form: 'text'; readonly text: string }
  /** What stands in front, the conversation, and what stands behind; an example has the conversation alone. */
  | {
      readonly form: 'sections';
      readonly begin: readonly Item[];
      readonly round: readonly Item[];
      readonly end: readonly Item[];
    }
  | {
      readonly form: 'messages';
      readonly messages: readonly MessageEntry[];
      /** Braces in messages are text (`format_variables: false`). */
      readonly verbatim?: true;
    };

/** Template per label, in the order of the config: the shape of `ppl` prompts. */
export type LabelTemplates = readonly (readonly [label: string, template: Template])[];

export function isLabelTemplates(prompt: Template | LabelTemplates): prompt is LabelTemplates {
  return Array.isArray(prompt);
}

/** All templates of a prompt: one, or one for every label. */
export function templatesOf(prompt: Template | LabelTemplates): readonly Template[] {
  return isLabelTemplates(prompt) ? prompt.map(([, template]) => template) : [prompt];
}

/** The texts of a template in which columns may stand. */
export function textsOf(template: Template): string[] {
  switch (template.form) {
    case 'text':
      return [template.text];
    case 'sections':
      return [...template.begin, ...template.round, ...template.end].flatMap((item) =>
        typeof item === 'string' ? [item] : [item.begin ?? '', item.prompt ?? '', item.end ?? ''],
      );
    case 'messages':
      return template.messages.flatMap((entry) =>
        typeof entry === 'string' ? [entry] : 'content' in entry ? [entry.content] : [],
      );
  }
}

type Block = Readonly<Record<string, unknown>>;

/** A valid `prompt_template` or `ice_template`. */
export function readTemplate(block: Block): Template | LabelTemplates {
  const template = block.template ?? block.messages;
  const verbatim = block.format_variables === false;
  if (!isMap(template) || isSections(template)) return templateOf(template, verbatim);
  return Object.entries(template).map(([label, each]) => [label, templateOf(each, verbatim)] as const);
}

function templateOf(template: unknown, verbatim: boolean): Template {
  if (typeof template === 'string') return { form: 'text', text: template };
  if (Array.isArray(template)) {
    return { form: 'messages', messages: template.map(entryOf), ...(verbatim && { verbatim }) };
  }
  const { begin, round, end } = template as Readonly<Record<string, unknown>>;
  return { form: 'sections', begin: itemsOf(begin), round: itemsOf(round), end: itemsOf(end) };
}

function isMap(value: unknown): value is Block {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** OpenCompass's rule: sections where there is no other key; a label may be called `end`. */
function isSections(template: Block): boolean {
  return Object.keys(template).every((key) => key === 'begin' || key === 'round' || key === 'end');
}

function itemsOf(value: unknown): Item[] {
  if (value === undefined || value === null) return [];
  return (Array.isArray(value) ? value : [value]).map((item) =>
    typeof item === 'string' ? item : turnOf(item as Readonly<Record<string, string>>),
  );
}

function turnOf(item: Readonly<Record<string, string>>): Turn {
  const { role = 'HUMAN', fallback_role, begin, end } = item;
  const prompt = item.prompt ?? item.content;
  return {
    role,
    ...(fallback_role !== undefined && { fallbackRole: fallback_role }),
    ...(begin !== undefined && { begin }),
    ...(prompt !== undefined && { prompt }),
    ...(end !== undefined && { end }),
  };
}

const ROLES: Readonly<Record<string, ChatMessage['role']>> = { HUMAN: 'user', BOT: 'assistant', SYSTEM: 'system' };

function entryOf(entry: unknown): MessageEntry {
  if (typeof entry === 'string') return entry;
  const { role = 'user', content, prompt, expand_column } = entry as Readonly<Record<string, string>>;
  if (expand_column !== undefined) return { expandColumn: expand_column };
  return { role: ROLES[role] ?? (role as ChatMessage['role']), content: content ?? prompt ?? '' };
}
