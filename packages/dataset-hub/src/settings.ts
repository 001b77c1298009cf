import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { getHFHubCachePath } from '@huggingface/hub';

/** What the environment says of the hub, under the names that its other clients read too. */
export interface Settings {
  /** Without a slash at the end. `HF_ENDPOINT`. */
  readonly endpoint: string;
  /** `HF_TOKEN`, else the file that `hf auth login` writes. */
  readonly token: string | undefined;
  /** Where files are kept, in the layout of the other clients: `HF_HUB_CACHE`, else `HF_HOME`/hub. */
  readonly cache: string;
  /** The variable that forbids the network: `HF_HUB_OFFLINE` or `HF_DATASETS_OFFLINE`. */
  readonly offline: string | undefined;
  /** Longest wait for a byte. `HF_HUB_DOWNLOAD_TIMEOUT`, in seconds there. */
  readonly timeoutMs: number;
}

export function settingsOf(env: NodeJS.ProcessEnv): Settings {
  return {
    endpoint: (env.HF_ENDPOINT || 'https://huggingface.co').replace(/\/+$/, ''),
    token: tokenOf(env),
    cache: getHFHubCachePath(),
    offline: ['HF_HUB_OFFLINE', 'HF_DATASETS_OFFLINE'].find((name) => isOn(env[name])),
    timeoutMs: (Number(env.HF_HUB_DOWNLOAD_TIMEOUT) || 30) * 1000,
  };
}

function tokenOf(env: NodeJS.ProcessEnv): string | undefined {
  const said = env.HF_TOKEN || env.HUGGING_FACE_HUB_TOKEN;
  if (said) return said.trim();
  if (isOn(env.HF_HUB_DISABLE_IMPLICIT_TOKEN)) return undefined;
  const home = env.HF_HOME ?? join(env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'huggingface');
  try {
    return readFileSync(env.HF_TOKEN_PATH ?? join(home, 'token'), 'utf8').trim() || undefined;
  } catch {
    return undefined;
  }
}

/** As the Python client reads it. */
function isOn(value: string | undefined): boolean {
  return ['1', 'ON', 'YES', 'TRUE'].includes((value ?? '').toUpperCase());
}
