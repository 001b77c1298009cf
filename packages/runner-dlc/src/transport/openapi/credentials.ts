import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';

export interface Credentials {
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
  /** Of credentials that expire (STS). */
  readonly securityToken: string | undefined;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Credentials from the environment, else from the command line's config file where it can be read, else from Alibaba
 * Cloud's credentials file (its profile `default`, or `ALIBABA_CLOUD_PROFILE`). Asked anew for every call: whoever
 * renews a file need not tell us. Undefined: there are none.
 */
export async function findCredentials(
  environment: Environment,
  dlcConfigFile: string | undefined,
): Promise<Credentials | undefined> {
  const home = environment.HOME ?? homedir();
  const dlcFile = dlcConfigFile ?? join(home, '.dlc', 'config');
  const file = environment.ALIBABA_CLOUD_CREDENTIALS_FILE ?? join(home, '.alibabacloud', 'credentials');
  const profile = environment.ALIBABA_CLOUD_PROFILE ?? 'default';
  return (
    fromEnvironment(environment) ?? fromText(await textOf(dlcFile)) ?? fromText(sectionOf(await textOf(file), profile))
  );
}

function fromEnvironment(environment: Environment): Credentials | undefined {
  return complete(
    environment.ALIBABA_CLOUD_ACCESS_KEY_ID,
    environment.ALIBABA_CLOUD_ACCESS_KEY_SECRET,
    environment.ALIBABA_CLOUD_SECURITY_TOKEN,
  );
}

/**
 * The format of the command line's file is not published. Lines of `name = value`, `name: value` and JSON have the
 * names in common that its flags and Alibaba Cloud's other tools use. What a `#` or a `;` begins is a comment.
 */
function fromText(text: string): Credentials | undefined {
  const lines = text.replaceAll(/^\s*[#;].*$/gm, '');
  const value = (...names: readonly string[]): string | undefined =>
    new RegExp(`(?:^|[{,])\\s*["']?(?:${names.join('|')})["']?\\s*[:=]\\s*["']?([^"',\\s}]+)`, 'im').exec(lines)?.[1];
  return complete(
    value('access_?key_?id', 'access_?id'),
    value('access_?key_?secret', 'access_?key'),
    value('security_?token', 'sts_?token'),
  );
}

/** One section of an INI file. */
function sectionOf(text: string, name: string): string {
  const lines = text.split('\n');
  const start = lines.findIndex((line) => line.trim() === `[${name}]`);
  if (start < 0) return '';
  const rest = lines.slice(start + 1);
  const end = rest.findIndex((line) => line.trim().startsWith('['));
  return rest.slice(0, end < 0 ? undefined : end).join('\n');
}

function complete(
  accessKeyId: string | undefined,
  accessKeySecret: string | undefined,
  securityToken: string | undefined,
): Credentials | undefined {
  if (!accessKeyId || !accessKeySecret) return undefined;
  return { accessKeyId, accessKeySecret, securityToken: securityToken || undefined };
}

async function textOf(path: string): Promise<string> {
  return await readFile(path, 'utf8').catch(() => '');
}
