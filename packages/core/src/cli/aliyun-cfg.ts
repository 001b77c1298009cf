import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { parse } from 'yaml';
import { badUsage } from '../errors.ts';

const EXPECTED =
  'Expected: a YAML or JSON file that holds the keys of aliyun_cfg: {workspace_id: ..., resource_id: ...}.';

/**
 * The map in the file of `--aliyun-cfg`, with `~` for the home folder.
 *
 * @throws {OcError} `BAD_USAGE`
 */
export function readAliyunCfg(given: string): object {
  const path = resolve(given.startsWith('~/') ? join(homedir(), given.slice(2)) : given);
  const value = parsed(path, given);
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  throw badUsage(`--aliyun-cfg ${given}: ${path} holds no map`, EXPECTED);
}

function parsed(path: string, given: string): unknown {
  try {
    return parse(readFileSync(path, 'utf8'), { maxAliasCount: 0, logLevel: 'error' });
  } catch (error) {
    const why = error instanceof Error ? error.message.split('\n', 1)[0] : String(error);
    throw badUsage(`--aliyun-cfg ${given} cannot be read: ${why}`, EXPECTED);
  }
}
