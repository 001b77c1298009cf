import { MAIN } from './main.ts';
import { NAMESPACES } from './namespaces.ts';
import { PROCESSES } from './processes.ts';
import { PROGRAM } from './program.ts';

/** Modules of the interpreter, never of the working directory. */
const IMPORTS = [
  'import sys',
  'sys.path[:] = [place for place in sys.path if place]',
  'import ast, builtins, ctypes, errno, json, os, resource, select, signal, time',
].join('\n');

/** The program that Python is started with: `python3 -c LAUNCHER`, a job on its standard input. */
export const LAUNCHER = [IMPORTS, MAIN, NAMESPACES, PROCESSES, PROGRAM, 'main()\n'].join('\n\n');
