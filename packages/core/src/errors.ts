import { OcError } from 'oc-sdk';

/** The config cannot be used; the details are all its problems, each with its place. */
export function configInvalid(file: string, problems: readonly string[], cause: unknown): OcError {
  const count = problems.length === 1 ? 'a problem' : `${problems.length} problems`;
  return new OcError({
    code: 'CONFIG_INVALID',
    message: `${file} has ${count}`,
    details: problems.join('\n'),
    cause,
    fatal: true,
  });
}

/** There is no file at the path given. */
export function configNotFound(file: string, suggestion: string | undefined): OcError {
  return new OcError({
    code: 'CONFIG_NOT_FOUND',
    message: `there is no config ${file}`,
    details: suggestion === undefined ? 'Give the path of a YAML or JSON file.' : `Did you mean ${suggestion}?`,
    fatal: true,
  });
}

/** `--set` with something that cannot be set. */
export function badSetting(setting: string, problem: string): OcError {
  return new OcError({
    code: 'BAD_SETTING',
    message: `--set ${setting.split('=', 1)[0]}: ${problem}`,
    details: 'Write --set PATH=VALUE, as in --set infer.runner.max_num_workers=4; the value is read as YAML.',
    fatal: true,
  });
}
