import { type OptionProblem, suggest } from 'oc-plugin-host';
import { type ConfigNode, child, keyPositionAt, nodeAt, type Path, plain, positionAt, textAt } from './node.ts';
import type { Problems } from './problems.ts';

/**
 * Adds what a schema finds wrong with the part of a config at `path`, as sentences with positions. Values are shown as
 * the config says them: a reference to an environment variable, never its value.
 */
export function addOptionProblems(
  root: ConfigNode,
  path: Path,
  found: readonly OptionProblem[],
  problems: Problems,
): void {
  for (const problem of found) {
    const whole = [...path, ...problem.path];
    const isUnknownKey = problem.keyword === 'additionalProperties';
    const at = isUnknownKey ? keyPositionAt(root, whole) : positionAt(root, whole);
    problems.add(at, isUnknownKey ? unknownKey(root, whole, problem) : wrongValue(root, whole, problem));
  }
}

/** A path as `--set` takes it: `models.tiny-m.batch_size`. */
export function showPath(root: ConfigNode, path: Path): string {
  if (path.length === 0) return 'the config';
  const steps = path.map((step, index) => {
    const inner = typeof step === 'number' ? nodeAt(root, path.slice(0, index + 1)) : undefined;
    return textAt(inner, 'abbr') ?? String(step);
  });
  return steps.join('.');
}

function unknownKey(root: ConfigNode, path: Path, { allowed = [] }: OptionProblem): string {
  const guess = suggest(String(path.at(-1)), allowed);
  const hint = guess === undefined ? knownKeys(allowed) : `; did you mean ${JSON.stringify(guess)}?`;
  return `${showPath(root, path)} is not a known key${hint}`;
}

function knownKeys(allowed: readonly string[]): string {
  return allowed.length === 0 ? '' : `; known here: ${allowed.join(', ')}`;
}

/** Keywords whose complaint is clearer with the value. */
const ABOUT_VALUE = /^(?:type|enum|const|anyOf|oneOf|pattern|multipleOf|.*(?:minimum|maximum))$/i;

function wrongValue(root: ConfigNode, path: Path, { keyword, message, allowed = [] }: OptionProblem): string {
  const node = nodeAt(root, path);
  const value = node !== undefined && ABOUT_VALUE.test(keyword) ? `, not ${showValue(node)}` : '';
  const guess = node?.kind === 'scalar' ? suggest(String(node.value), allowed) : undefined;
  const hint = guess === undefined ? '' : `; did you mean ${JSON.stringify(guess)}?`;
  return `${showPath(root, path)} ${message}${value}${hint}`;
}

function showValue(node: ConfigNode): string {
  if (node.kind === 'map') return child(node, 'type') === undefined ? 'a map' : `a block of type ${showType(node)}`;
  if (node.kind === 'list') return 'a list';
  const text = JSON.stringify(plain(node));
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

function showType(node: ConfigNode): string {
  return JSON.stringify(textAt(node, 'type'));
}
