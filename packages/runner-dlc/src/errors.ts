import { OcError } from 'oc-sdk';

const CHECK = 'oc-core doctor --runner dlc says what is there and what is not.';

/** The program `dlc` is not on the PATH, or cannot be run. */
export function dlcNotFound(says: string): OcError {
  return new OcError({
    code: 'DLC_NOT_FOUND',
    message: says,
    details:
      'Expected: the command line of PAI-DLC, one file without an installer, on the PATH; or its path in dlc_path.\n' +
      'Or set transport: openapi, which needs no program.',
    fatal: true,
  });
}

/** The service does not take the credentials, or there are none. */
export function dlcCredentials(says: string): OcError {
  return new OcError({
    code: 'DLC_CREDENTIALS',
    message: `DLC does not take the credentials: ${says}`,
    details:
      'Expected: for the command line, what `dlc config` has written; for transport: openapi,\n' +
      'ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET (and _SECURITY_TOKEN), or ~/.alibabacloud/credentials;\n' +
      `and a clock that is right. ${CHECK} A run that was broken off goes on with -r latest.`,
    fatal: true,
  });
}

/** The service does not answer when the first job is to be created. */
export function dlcUnreachable(endpoint: string, says: string): OcError {
  return new OcError({
    code: 'DLC_UNREACHABLE',
    message: `DLC does not answer at ${endpoint}: ${says}`,
    details: `Is the region right, and the service to be reached from here? ${CHECK}`,
    fatal: true,
  });
}

/** The service takes no such job. */
export function dlcRefused(says: string, asked: string): OcError {
  return new OcError({
    code: 'DLC_REFUSED',
    message: `DLC refuses the job: ${says}`,
    details: `Asked: ${asked}\nChange the block of the runner, or num_gpus of the model.`,
    fatal: true,
  });
}

/** Options that do not go together, or one that cannot be. */
export function badDlcOption(problem: string, expected: string): OcError {
  return new OcError({ code: 'DLC_OPTION', message: problem, details: `Expected: ${expected}`, fatal: true });
}

/** A path that must be here is not. */
export function missingPath(option: string, given: string, path: string): OcError {
  return new OcError({
    code: 'DLC_PATH',
    message: `${option}: ${JSON.stringify(given)} is ${path} here, which does not exist`,
    details: 'Expected: a file or folder on the shared file system; ~ stands for the home folder on this machine.',
    fatal: true,
  });
}

/** Something that looks like a secret, in an option that is written down. */
export function secretInOption(option: string, name: string): OcError {
  return new OcError({
    code: 'DLC_SECRET',
    message: `${option}: ${name} looks like a secret, and what stands there is written into files and shown by the console`,
    details:
      "Expected: a file on the shared file system that only you can read, with lines `export NAME='value'`,\n" +
      'and in aliyun_cfg: {pre_cmd: source /path/of/that/file}.',
    fatal: true,
  });
}

/** The service takes no more bytes. */
export function bodyTooLong(bytes: number, limit: number): OcError {
  return new OcError({
    code: 'DLC_TOO_LONG',
    message: `the job has ${bytes} bytes as a request; DLC takes ${limit}`,
    details: 'Expected: shorter envs, tags, data_sources or data_source_uris, or a shorter path of the work_dir.',
    fatal: true,
  });
}

/** The first, small job did not find what workers need. */
export function probeFailed(says: string, lastLines: string): OcError {
  return new OcError({
    code: 'DLC_PROBE',
    message: `the container is not ready for workers: ${says}`,
    details: [
      ...(lastLines === '' ? [] : [`Its log ends:\n${lastLines}`]),
      'Expected: the run directory under the same path as here (data_sources, data_source_uris), bash, and Node.js 20.19 or newer',
      '(node_path, an image that has it, or an environment that brings it). `probe: false` leaves this first job out.',
    ].join('\n'),
    fatal: true,
  });
}
