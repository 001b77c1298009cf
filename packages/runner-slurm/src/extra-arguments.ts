import { reservedArgument } from './errors.ts';

/** Options of sbatch by which the runner finds its jobs again: long name, short name. */
const RESERVED: readonly (readonly [long: string, short?: string])[] = [
  ['array', 'a'],
  ['batch'],
  ['chdir', 'D'],
  ['clusters', 'M'],
  ['error', 'e'],
  ['help', 'h'],
  ['input', 'i'],
  ['job-name', 'J'],
  ['no-requeue'],
  ['open-mode'],
  ['output', 'o'],
  ['parsable'],
  ['requeue'],
  ['signal'],
  ['test-only'],
  ['wait', 'W'],
  ['wrap'],
];

/** @throws {OcError} SLURM_ARGUMENT for a text that is no option, or one that the runner itself sets. */
export function checkExtraArguments(args: readonly string[]): void {
  for (const [position, argument] of args.entries()) {
    if (/\p{Cc}/u.test(argument)) throw reservedArgument(argument, 'it holds a control character');
    const reserved = RESERVED.find((names) => isOption(argument, names));
    if (reserved) throw reservedArgument(argument, `the runner itself sets --${reserved[0]}`);
    const isValue = position > 0 && !argument.startsWith('-') && args[position - 1]?.startsWith('-');
    if (argument === '--' || (!argument.startsWith('-') && !isValue))
      throw reservedArgument(argument, 'it is no option; sbatch would take it for the script');
  }
}

function isOption(argument: string, [long, short]: readonly [string, string?]): boolean {
  const [name] = argument.split('=', 1);
  return (
    name === `--${long}` ||
    (short !== undefined && new RegExp(`^-${short}`).test(argument) && !argument.startsWith('--'))
  );
}
