import {
  CORE_KEYS,
  compileSchema,
  expandEnv,
  instantiate,
  type PluginHost,
  pathResolver,
  problemsOf,
  validateOptions,
} from 'oc-plugin-host';
import { type Dataset, isOcError, type Logger } from 'oc-sdk';
import { specOf } from '../check-block.ts';
import { addOptionProblems } from '../describe.ts';
import { mergeConfigs } from '../merge.ts';
import { type MapNode, nodeOf, plainMap, positionAt, textAt, withEntry, withoutEntry } from '../node.ts';
import type { Problems } from '../problems.ts';
import { READABLE, readerOfFile } from './file-type.ts';
import { readMeta } from './meta.ts';
import { type CustomSettings, SETTINGS, settingsSchema } from './settings.ts';

export interface CustomContext {
  readonly host: PluginHost;
  readonly problems: Problems;
}

/** A data file that can be read, and what was said of it. */
export interface OpenedData {
  /** Absolute. */
  readonly file: string;
  /** Type of its reader. */
  readonly type: string;
  readonly settings: CustomSettings;
  /** Keys of a dataset block, and options of its reader: what is no setting. */
  readonly rest: MapNode;
  readonly dataset: Dataset;
}

/** Reads what a block with nothing but a path says. Undefined: there are problems, told by now. */
export async function openData(block: MapNode, { host, problems }: CustomContext): Promise<OpenedData | undefined> {
  const file = pathAt(block, 'path', problems);
  if (file === undefined) return undefined;
  const type = readerOfFile(file);
  if (type === undefined) {
    const known = `known: ${READABLE.join(', ')}`;
    problems.add(positionAt(block, ['path']), `nothing in the name of ${file} tells its format (${known})`);
    return undefined;
  }
  const metaPath = textAt(block, 'meta_path') === undefined ? undefined : pathAt(block, 'meta_path', problems);
  const named = metaPath === undefined ? undefined : { path: metaPath, at: positionAt(block, ['meta_path']) };
  const meta = await readMeta(file, named, block.at, problems);
  const said = withoutEntry(block, 'meta_path');
  const all = meta === undefined ? said : mergeConfigs(meta, said);
  const rest = withEntry(withoutEntry(all, ...SETTINGS), 'type', nodeOf(type, block.at));
  const sound = checkSettings(all, problems);
  const dataset = await open(rest, type, host, problems);
  return dataset && sound ? { file, type, settings: plainMap(all) as CustomSettings, rest, dataset } : undefined;
}

/** Absolute. */
function pathAt(block: MapNode, key: string, problems: Problems): string | undefined {
  const at = positionAt(block, [key]);
  const { value, missing } = expandEnv(textAt(block, key) ?? '', process.env);
  for (const { name } of missing) problems.add(at, `the environment variable ${name} is not set`);
  if (missing.length > 0) return undefined;
  try {
    return pathResolver({ block: {}, from: at.file })(value);
  } catch (error) {
    if (!isOcError(error)) throw error;
    problems.add(at, `${error.message} (${error.code})`, { details: error.details });
    return undefined;
  }
}

function checkSettings(all: MapNode, problems: Problems): boolean {
  const validate = compileSchema(settingsSchema);
  if (validate(plainMap(all))) return true;
  addOptionProblems(all, [], problemsOf(validate.errors ?? []), problems);
  return false;
}

async function open(rest: MapNode, type: string, host: PluginHost, problems: Problems): Promise<Dataset | undefined> {
  const at = positionAt(rest, ['path']);
  try {
    const spec = specOf(rest);
    const { plugin } = await host.load('dataset', type, spec.from);
    const options = plainMap(withoutEntry(rest, ...CORE_KEYS.dataset));
    const found = validateOptions(plugin, expandEnv(options, process.env).value).problems;
    const known = found.map((problem) => ({
      ...problem,
      allowed: [...(problem.allowed ?? []), ...SETTINGS, 'meta_path', ...CORE_KEYS.dataset],
    }));
    addOptionProblems(rest, [], known, problems);
    if (found.length > 0) return undefined;
    return await instantiate(host, 'dataset', spec, { logger: quiet, signal: new AbortController().signal });
  } catch (error) {
    if (!isOcError(error)) throw error;
    problems.add(at, `${error.message} (${error.code})`, { details: error.details });
    return undefined;
  }
}

/** Whoever reads the data in earnest says what there is to say. */
const quiet: Logger = { debug() {}, info() {}, warn() {}, error() {}, child: () => quiet };
