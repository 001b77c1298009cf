import { MAIN } from './main.ts';
import { NAMESPACES } from './namespaces.ts';
import { PROCESSES } from './processes.ts';
import { PROGRAM } from './program.ts';

/** The program that Python is started with: `python3 -c LAUNCHER`, a job on its standard input. */
export const LAUNCHER = [MAIN, NAMESPACES, PROCESSES, PROGRAM, 'main()\n'].join('\n\n');
