import { runElement } from './run-element.ts';

/** The program on the node: `main.js FOLDER`, the folder of the submission. Slurm says which of its jobs this is. */
const [, , folder] = process.argv;
if (folder === undefined) throw new Error('the folder of the submission is missing');
process.exitCode = await runElement(folder, process.env);
