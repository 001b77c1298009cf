import { Command, CommanderError } from 'commander';
import { addConfigFlags, addDataCheckFlags, addPromptFlags, append } from './flags.ts';
import { version } from './version.ts';

/**
 * The program `oc-core`: words of the command line to an exit code. Everything but the parsing of arguments is loaded
 * when it is wanted, so that help and mistakes answer at once.
 */
export async function main(argv: readonly string[]): Promise<number> {
  // `oc-core schema | head`: a reader that has seen enough is no error.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));
  // A terminal that was closed: what is under way is ended all the same.
  process.stderr.on('error', () => {});
  let exitCode = 0;
  const setExitCode = (code: number): void => {
    exitCode = code;
  };
  try {
    await program(setExitCode).parseAsync([...argv], { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    const { errorText } = await import('./print-error.ts');
    const { namedError } = await import('oc-sdk/run-directory');
    process.stderr.write(errorText(namedError(error), argv.includes('--debug')));
    return 2;
  }
}

function program(done: (exitCode: number) => void): Command {
  const command = new Command('oc-core')
    .description('Evaluate large language models on many datasets, from one YAML file.')
    .usage('CONFIG [flags]   (or one of the commands below)')
    .version(version(), '-V, --version')
    .showSuggestionAfterError()
    .showHelpAfterError('Run oc-core --help for all flags.')
    .enablePositionalOptions()
    .exitOverride();
  const run = addConfigFlags(command.command('run', { isDefault: true }).argument('[config]', 'a YAML or JSON file'))
    .description('evaluate (the default command)')
    .option('--dry-run', 'say what would run, with the exact commands, and run nothing')
    .action(async (config, flags) => done(await (await import('./commands/run.ts')).run(config, flags)));
  addConfigFlags(command.command('plan').argument('[config]'))
    .description('say what would run, where and with how many workers')
    .option('--json', 'for programs')
    .action(async (config, flags) => done(await (await import('./commands/plan.ts')).plan(config, flags)));
  addConfigFlags(command.command('validate').argument('[config]'))
    .description('check a config, its plugins and its data')
    .action(async (config, flags) => done(await (await import('./commands/validate.ts')).validate(config, flags)));
  addPromptFlags(addConfigFlags(command.command('prompt').argument('[config]')))
    .description('print the first prompts of each dataset, exactly as the models get them, with token counts')
    .option('--json', 'for programs')
    .action(async (config, flags) => done(await (await import('./commands/prompt.ts')).prompt(config, flags)));
  command
    .command('list')
    .argument('[kind]', 'models, datasets or summarizers; evaluators and other types too')
    .argument('[pattern]', 'a part of the name, or its form with *')
    .description('show what a config can name')
    .option('--config-dir <folder>', 'more folders with models/ and datasets/ (repeatable)', append)
    .option('--json', 'for programs')
    .action(async (kind, pattern, flags) =>
      done(await (await import('./commands/list.ts')).list(kind, pattern, flags)),
    );
  addDataCheckFlags(
    command
      .command('data')
      .description('look at data of your own')
      .command('check')
      .argument('<file>', 'a file of rows'),
  )
    .description('say what a file would be read as, and what is wrong with it')
    .option('--json', 'for programs')
    .action(async (file, flags) => done(await (await import('./commands/data-check.ts')).dataCheck(file, flags)));
  addConfigFlags(command.command('plugins').argument('[config]'))
    .description('show what each type resolves to')
    .option('--json', 'for programs')
    .action(async (config, flags) => done(await (await import('./commands/plugins.ts')).plugins(config, flags)));
  addConfigFlags(command.command('doctor').argument('[config]'))
    .description("look whether a runner's machines and accounts are ready; starts nothing")
    .option('--runner <type>', 'the runner to look at, instead of those of the config')
    .option('--json', 'for programs')
    .action(async (config, flags) => done(await (await import('./commands/doctor.ts')).doctor(config, flags)));
  addRunArguments(command.command('status'))
    .description('say how far a run is, and which jobs run')
    .option('--json', 'for programs')
    .action(async (run, flags) => done(await (await import('./commands/status.ts')).status(run, flags)));
  addRunArguments(command.command('logs'))
    .argument('[task]', 'a task, a worker or a model; all where none is named')
    .description("print the logs of a run's workers")
    .option('-f, --follow', 'go on until the worker ends')
    .action(async (run, task, flags) => done(await (await import('./commands/logs.ts')).logs(run, task, flags)));
  addRunArguments(command.command('cancel'))
    .description('stop a run, or end the jobs that a launcher left behind')
    .action(async (run, flags) => done(await (await import('./commands/cancel.ts')).cancel(run, flags)));
  command
    .command('schema')
    .description('print the JSON Schema of configs, for editors')
    .action(async () => done(await (await import('./commands/schema.ts')).schema()));
  command
    .command('init')
    .argument('[folder]', 'where to write', '.')
    .description('write a first config and data of your own to start from')
    .action(async (folder) => done(await (await import('./commands/init.ts')).init(folder)));
  return command.addHelpText('after', () => `\n${flagsHelp(run)}`);
}

function addRunArguments(command: Command): Command {
  return command
    .argument('<run>', 'latest, YYYYMMDD_HHMMSS, or the path of a run')
    .option('-w, --work-dir <folder>', 'where runs are kept', 'outputs/default');
}

/** The flags of `run`, which `oc-core CONFIG` is short for. */
function flagsHelp(run: Command): string {
  const help = run.createHelp();
  const visible = help.visibleOptions(run);
  const width = Math.max(...visible.map((option) => help.optionTerm(option).length));
  const lines = visible.map(
    (option) => `  ${help.optionTerm(option).padEnd(width)}  ${help.optionDescription(option)}`,
  );
  return ['Flags:', ...lines].join('\n');
}
