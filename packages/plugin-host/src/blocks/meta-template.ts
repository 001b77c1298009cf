import type { ChatMessage } from 'oc-sdk';

/** How a model marks one role. */
export interface MetaRole {
  readonly role: string;
  /** The role's name for an endpoint that takes messages; absent: the model takes one text. */
  readonly apiRole?: string;
  readonly begin: string;
  /** Said where a round says nothing for this role. */
  readonly prompt: string;
  readonly end: string;
  /** The model writes this role's turn: a prompt that asks for an answer ends here. */
  readonly generate: boolean;
}

/** `meta_template` of a model: how its prompts are put together from turns. */
export interface MetaTemplate {
  /** The roles of a round in their order, and texts between them. */
  readonly round: readonly (MetaRole | string)[];
  /** Roles that a round does not have, such as SYSTEM. */
  readonly reservedRoles: readonly MetaRole[];
  /** In front of everything: a text, or turns for models that take messages. */
  readonly begin: string | readonly MetaRole[];
  readonly end: string;
  /** `eos_token_id`: ids of tokens that end what the model writes, besides its own. */
  readonly endTokens: readonly number[];
}

type Block = Readonly<Record<string, unknown>>;

/** `meta_template` of a valid model block; undefined where there is none, or a list of messages. */
export function metaTemplateOf(model: Block): MetaTemplate | undefined {
  const meta = model.meta_template as Block | readonly ChatMessage[] | null | undefined;
  if (meta === undefined || meta === null || isMessages(meta)) return undefined;
  const begin = meta.begin as string | Block | readonly Block[] | undefined;
  return {
    round: (meta.round as readonly (string | Block)[]).map((item) => (typeof item === 'string' ? item : roleOf(item))),
    reservedRoles: ((meta.reserved_roles as readonly Block[] | undefined) ?? []).map(roleOf),
    begin: typeof begin === 'object' ? [begin].flat().map(roleOf) : (begin ?? ''),
    end: (meta.end as string | undefined) ?? '',
    endTokens: [(meta.eos_token_id as number | readonly number[] | undefined) ?? []].flat(),
  };
}

/** The messages that a `meta_template` as a list adds to every conversation. */
export function addedMessagesOf({ meta_template: meta }: Block): readonly ChatMessage[] {
  return isMessages(meta) ? meta : [];
}

function isMessages(meta: unknown): meta is readonly ChatMessage[] {
  return Array.isArray(meta);
}

/** Every role that a meta template defines. */
export function rolesOf({ round, reservedRoles }: MetaTemplate): readonly MetaRole[] {
  return [...round.filter((item) => typeof item !== 'string'), ...reservedRoles];
}

/** Whether prompts become messages rather than one text. */
export function isApiTemplate(meta: MetaTemplate): boolean {
  return rolesOf(meta).some(({ apiRole }) => apiRole !== undefined);
}

function roleOf(block: Block): MetaRole {
  const { role, api_role, begin = '', prompt = '', end = '', generate = false } = block as Partial<MetaRoleBlock>;
  return { role: role ?? '', ...(api_role !== undefined && { apiRole: api_role }), begin, prompt, end, generate };
}

interface MetaRoleBlock {
  readonly role: string;
  readonly api_role: string;
  readonly begin: string;
  readonly prompt: string;
  readonly end: string;
  readonly generate: boolean;
}
