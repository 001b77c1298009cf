import { OcError } from 'oc-sdk';

export function executionNotAllowed(evaluator: string): OcError {
  return new OcError({
    code: 'CODE_EXECUTION_NOT_ALLOWED',
    message: `${evaluator} runs programs that a model wrote, and the config does not allow it`,
    details: 'Say allow_code_execution: true at the top of the config.',
    fatal: true,
  });
}

export function pythonUnusable(python: string, problem: string): OcError {
  return new OcError({
    code: 'CODE_PYTHON_UNUSABLE',
    message: `${python} cannot be used to run programs: ${problem}`,
    details:
      'Python 3.8 or newer is needed where answers are scored. Install it, or name one with the option `python`.',
    fatal: true,
  });
}

export function isolationUnavailable(reason: string): OcError {
  return new OcError({
    code: 'CODE_ISOLATION_UNAVAILABLE',
    message: `programs cannot be kept from files, network and other processes here: ${reason}`,
    details: [
      'Namespaces of Linux are needed, which a user may make: look at kernel.unprivileged_userns_clone and',
      'user.max_user_namespaces, or at the security profile of the container. `isolation: best_effort` goes on with',
      'limits of time and memory alone: only in a machine that has nothing to lose.',
    ].join('\n'),
    fatal: true,
  });
}

export function sandboxBroken(detail: string): OcError {
  return new OcError({
    code: 'CODE_SANDBOX_BROKEN',
    message: `a program could not be started in its sandbox: ${detail}`,
    details:
      'Nothing was scored wrong for it: the pair has no score. Look at memory, processes and disk of the machine.',
  });
}

export function testsMissing(id: string, columns: readonly string[]): OcError {
  return new OcError({
    code: 'CODE_TESTS_MISSING',
    message: `sample ${id} has no tests to run: ${columns.join(' or ')}`,
    details: 'The evaluator reads them from the row. Take the data in their original layout.',
    fatal: true,
  });
}
