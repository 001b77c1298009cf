import { type Item, type MetaRole, type MetaTemplate, rolesOf, type Turn } from 'oc-plugin-host';
import { roleUnknown } from '../../../errors.ts';

/** Roles by name: those of a meta template. */
export type Roles = ReadonlyMap<string, MetaRole>;

/** A piece of a conversation: one round, a turn of a role that rounds do not have, or a text between turns. */
export type Piece =
  | { readonly kind: 'round'; readonly turns: ReadonlyMap<string, Turn> }
  | { readonly kind: 'alone'; readonly turn: Turn }
  | { readonly kind: 'text'; readonly text: string };

/**
 * Cuts a conversation into rounds: a new one begins wherever the role does not come after the last one in the order of
 * the meta template.
 */
export function piecesOf(items: readonly Item[], { order, roles }: Lexicon): readonly Piece[] {
  const pieces: Piece[] = [];
  let turns = new Map<string, Turn>();
  let last = -1;
  const close = () => {
    if (turns.size > 0) pieces.push({ kind: 'round', turns });
    turns = new Map();
    last = -1;
  };
  for (const item of items) {
    const place = typeof item === 'string' ? -1 : order.indexOf(roleOf(item, roles).role);
    if (place <= last) close();
    if (typeof item === 'string') pieces.push({ kind: 'text', text: item });
    else if (place === -1) pieces.push({ kind: 'alone', turn: item });
    else turns.set(order[place] as string, item);
    last = place;
  }
  close();
  return pieces;
}

/** The role of a turn in a meta template: its own, else its `fallback_role`. Throws ROLE_UNKNOWN. */
export function roleOf({ role, fallbackRole }: Turn, roles: Roles): MetaRole {
  const found = roles.get(role) ?? roles.get(fallbackRole ?? '');
  if (found) return found;
  throw roleUnknown(role, fallbackRole, [...roles.keys()]);
}

/** A role with what a turn says instead of it. */
export function spoken(role: MetaRole, turn: Turn | undefined): Pick<MetaRole, 'begin' | 'prompt' | 'end'> {
  return { begin: turn?.begin ?? role.begin, prompt: turn?.prompt ?? role.prompt, end: turn?.end ?? role.end };
}

/** A meta template made ready to look roles up in. */
export interface Lexicon {
  readonly roles: Roles;
  /** Names of the roles of a round. */
  readonly order: readonly string[];
}

const lexicons = new WeakMap<MetaTemplate, Lexicon>();

/** Made once for each meta template: prompts are many. */
export function lexiconOf(meta: MetaTemplate, aliases: Readonly<Record<string, string>> = {}): Lexicon {
  const known = lexicons.get(meta);
  if (known) return known;
  const roles = new Map(rolesOf(meta).map((role) => [role.role, role]));
  for (const [alias, name] of Object.entries(aliases)) roles.set(alias, roles.get(name) as MetaRole);
  const order = meta.round.flatMap((item) => (typeof item === 'string' ? [] : [item.role]));
  lexicons.set(meta, { roles, order });
  return { roles, order };
}
