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

/** An evaluator that runs what a model wrote, in a config that does not say that it may. */
export function codeExecutionRefused(place: string, evaluator: string): OcError {
  return new OcError({
    code: 'CODE_EXECUTION_NOT_ALLOWED',
    message: `${place} runs programs that a model wrote, and the config does not allow it: ${evaluator}`,
    details:
      'Say allow_code_execution: true at the top of the config, once you have read what protects your machine: docs/judges-and-code.md.',
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

/** `-r NAME` where no such run is. */
export function noSuchRun(name: string, workDir: string, runs: readonly string[]): OcError {
  return new OcError({
    code: 'NO_SUCH_RUN',
    message: `there is no run ${name} in ${workDir}`,
    details:
      runs.length === 0
        ? 'There is no run at all yet: leave -r out.'
        : `There are: ${runs.slice(-5).join(', ')}. Or say -r latest.`,
    fatal: true,
  });
}

/** A mode that works on answers, without a run that has some. */
export function modeNeedsRun(mode: string): OcError {
  return new OcError({
    code: 'MODE_NEEDS_RUN',
    message: `--mode ${mode} works on the answers of an earlier run, and none is named`,
    details: 'Name it: -r latest, or -r YYYYMMDD_HHMMSS.',
    fatal: true,
  });
}

/** The folder that is to be continued was not made by oc-core, or is damaged. */
export function notARun(folder: string, runFile: string, cause: unknown): OcError {
  return new OcError({
    code: 'NOT_A_RUN',
    message: `${folder} is not a run of oc-core: ${runFile} cannot be read`,
    details: 'Name another run, or leave -r out to start a new one. Nothing in the folder was changed.',
    cause,
    fatal: true,
  });
}

/** A run directory of another format. */
export function otherRunVersion(folder: string, found: unknown, expected: number): OcError {
  return new OcError({
    code: 'RUN_VERSION',
    message: `${folder} has format version ${JSON.stringify(found)}; this oc-core reads ${expected}`,
    details:
      'Continue it with the oc-core that made it, or leave -r out to start a new run. Nothing in the folder was changed.',
    fatal: true,
  });
}

/** Another launcher is at work in the run directory. */
export function runLocked(
  folder: string,
  holder: { host: string; pid: number; since: string },
  lockFile: string,
): OcError {
  return new OcError({
    code: 'RUN_LOCKED',
    message: `${folder} is in use by process ${holder.pid} on ${holder.host} since ${holder.since}`,
    details: `Two launchers in one folder would ask the same samples. Wait for it or stop it; if that host is gone for good, remove ${lockFile}.`,
    fatal: true,
  });
}

/** A lock that does not say whose it is. */
export function lockUnreadable(folder: string, lockFile: string): OcError {
  return new OcError({
    code: 'RUN_LOCKED',
    message: `${folder} is locked, and ${lockFile} does not say by whom`,
    details: 'The file is damaged, or about to be written. If no oc-core is at work there, remove it.',
    fatal: true,
  });
}

/** A dataset that has no samples. */
export function emptyDataset(abbr: string, what: string): OcError {
  return new OcError({
    code: 'EMPTY_DATASET',
    message: `dataset ${abbr} has no samples: ${what} is empty`,
    details: 'Look at its path and its test_range.',
    fatal: true,
  });
}

/** A column that the config names and the data do not have. */
export function missingColumn(
  abbr: string,
  column: string,
  key: string,
  columns: readonly string[],
  suggestion: string | undefined,
): OcError {
  return new OcError({
    code: 'MISSING_COLUMN',
    message: `dataset ${abbr}: ${key} names column ${JSON.stringify(column)}, which the first row does not have`,
    details: `Its columns are ${columns.join(', ')}.${suggestion === undefined ? '' : ` Did you mean ${suggestion}?`}`,
    fatal: true,
  });
}

/** Braces in a template around what is no column, or none that a prompt may use. */
export function unknownColumn(
  abbr: string,
  column: string,
  usable: readonly string[],
  isThere: boolean,
  suggestion: string | undefined,
): OcError {
  const why = isThere ? 'which input_columns leaves out' : 'which is no column of the data';
  return new OcError({
    code: 'UNKNOWN_COLUMN',
    message: `dataset ${abbr}: the template names ${JSON.stringify(`{${column}}`)}, ${why}`,
    details: [
      `Columns that it may use: ${usable.join(', ')}.${suggestion === undefined ? '' : ` Did you mean ${suggestion}?`}`,
      'If the braces are meant as they stand, set prompt_template.literal_braces: true.',
    ].join('\n'),
    fatal: true,
  });
}

/** A prompt that is the same for every sample. */
export function constantPrompt(abbr: string, columns: readonly string[]): OcError {
  return new OcError({
    code: 'CONSTANT_PROMPT',
    message: `dataset ${abbr}: the prompt template uses no column of the data`,
    details: `Every sample would get the same prompt. Columns are written in braces: ${columns.map((column) => `{${column}}`).join(', ')}.`,
    fatal: true,
  });
}

/** None of the first rows has an answer that the template has a label for. */
export function answersAreNoLabels(abbr: string, answer: unknown, labels: readonly string[]): OcError {
  const named = labels.map((label) => JSON.stringify(label)).join(', ');
  return new OcError({
    code: 'NO_SUCH_LABEL',
    message: `dataset ${abbr}: the first row has the answer ${JSON.stringify(answer)}, and the template has no such label`,
    details: `Its labels are ${named}, and no other row looked at has one of them: every sample would be wrong. Name the labels as the data do, or add a dataset_postprocessor.`,
    fatal: true,
  });
}

/** A partitioner that lost samples, doubled them or made some up. */
export function brokenPartition(
  partitioner: string,
  dataset: string,
  pending: readonly { start: number; end: number }[],
  cut: readonly { start: number; end: number }[],
): OcError {
  const show = (ranges: typeof pending): string =>
    ranges
      .slice(0, 5)
      .map(({ start, end }) => `[${start}, ${end})`)
      .join(' ') || 'nothing';
  return new OcError({
    code: 'PARTITION_BROKEN',
    message: `partitioner ${partitioner} does not cover ${dataset} exactly once`,
    details: `Samples to be done: ${show(pending)}. Its tasks hold: ${show(cut)}. This is a mistake in the partitioner.`,
    fatal: true,
  });
}

/** An eval partitioner that cuts datasets. */
export function splitInEval(partitioner: string, dataset: string): OcError {
  return new OcError({
    code: 'EVAL_SPLIT',
    message: `the eval partitioner ${partitioner} cuts dataset ${dataset} into parts`,
    details: 'A score needs all answers of a dataset. Use eval: {partitioner: naive}, which keeps datasets whole.',
    fatal: true,
  });
}

/** Models that want more GPUs than there are. */
export function gpusUnavailable(models: readonly { abbr: string; numGpus: number }[], available: number): OcError {
  return new OcError({
    code: 'GPUS_UNAVAILABLE',
    message: `${models.map(({ abbr, numGpus }) => `${abbr} wants ${numGpus} GPU${numGpus === 1 ? '' : 's'}`).join(', ')}, and ${available === 0 ? 'this machine has none' : `there are ${available}`}`,
    details: 'Lower num_gpus, look at CUDA_VISIBLE_DEVICES, or run it where the GPUs are.',
    fatal: true,
  });
}

/** `oc-core logs` of something that has none. */
export function noSuchLog(what: string, folder: string): OcError {
  return new OcError({
    code: 'NO_SUCH_LOG',
    message: `nothing in ${folder} has a log by the name ${what}`,
    details: 'Name a task (1-00003, eval/1-00003), a worker (1-infer-2) or a model; or none, for all logs.',
    fatal: true,
  });
}

/** `oc-core cancel` of a run whose launcher is on another machine. */
export function launcherElsewhere(folder: string, holder: { host: string; pid: number }): OcError {
  return new OcError({
    code: 'LAUNCHER_ELSEWHERE',
    message: `the launcher of ${folder} is process ${holder.pid} on ${holder.host}`,
    details: `Say oc-core cancel there, or Ctrl-C in its terminal.`,
    fatal: true,
  });
}

/** Wrong words on the command line. */
export function badUsage(message: string, details: string): OcError {
  return new OcError({ code: 'BAD_USAGE', message, details, fatal: true });
}
