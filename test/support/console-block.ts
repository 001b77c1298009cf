/** A command of a `console` block and the output that the page shows for it. */
export interface ShownCommand {
  readonly args: readonly string[];
  readonly output: string;
}

/**
 * `$ npx oc-core ARGUMENTS`, then the output up to the next command.
 *
 * @throws {Error} for a command that is not oc-core
 */
export function shownCommands(block: string): ShownCommand[] {
  return block
    .split(/^\$ /m)
    .slice(1)
    .map((text) => {
      const [command = '', ...output] = text.split('\n');
      const [npx, program, ...args] = wordsOf(command);
      if (npx !== 'npx' || program !== 'oc-core') throw new Error(`not a command of oc-core: ${command}`);
      return { args, output: output.join('\n') };
    });
}

function wordsOf(command: string): string[] {
  return [...command.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');
}

/**
 * Output without what differs from run to run and from machine to machine: times, folders, how many workers there is
 * room for, and thus into how many tasks the work is cut and how long it is to take. Lines of progress are left out.
 */
export function lasting(output: string, folder: string): string {
  return (
    output
      .replaceAll(/^\[\d+:\d\d\] .*\n/gm, '')
      .replaceAll(`${folder}/`, '')
      .replaceAll(folder, '.')
      .replaceAll(/\S*\/packages\/core\/dist\/\S*/g, '(oc-core itself)')
      .replaceAll(/\d{8}_\d{6}/g, 'YYYYMMDD_HHMMSS')
      .replaceAll(/at most \d+ workers?/g, 'at most N workers')
      .replaceAll(/[\d,]+ tasks? to infer/g, 'N tasks to infer')
      .replaceAll(/^infer: about .*\n(?: {2}.*\n)*/gm, '')
      .replaceAll(/^took .* of worker time was work.*\n/gm, '')
      .replaceAll(/ \d+ × CPU/g, ' N × CPU')
      // A page shows in line what a program gets between tabs.
      .replaceAll(/(?<=\S)(?:\t| {2,})(?=\S)/g, '  ')
      .replaceAll(/[ \t]+$/gm, '')
      .trim()
  );
}
