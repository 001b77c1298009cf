import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { recordingLogger } from '../context.ts';
import type { RunnerCase, RunnerCaseTools } from './case.ts';
import { jobControl, nodeJob, oddFolder, readJson } from './jobs.ts';

const ODD_TEXTS = [
  'two words',
  ' blanks around ',
  '"double" and \'single\'',
  'back\\slash\\',
  'two\nlines\n',
  'a\ttab',
  '',
  '$(echo substituted) `echo substituted` $HOME ${HOME}',
  '%PATH% %d %s',
  '* ? [a-z] ~ {1,2}',
  '; | & < > && || # !',
  '--flag=value,with,commas',
  'grüße 数据 🙂 e\u0301',
];

/** What a job is given is what it gets. */
export const arrivalCases: readonly RunnerCase[] = [
  [
    'hands over arguments as they are: blanks, quotes, newlines, unicode, what a shell would expand',
    handsOverArguments,
  ],
  ['sets the environment of the job, whatever the values hold', setsEnvironment],
  ['runs the job in its working directory, whatever that is called', runsInFolder],
  ['describes a job with its program, arguments and environment, without running it', describesJob],
  ['shows no secret of the environment in descriptions, arguments, messages or files', keepsSecret],
];

async function handsOverArguments({ runner, folder }: RunnerCaseTools): Promise<void> {
  assert.deepEqual(await report(runner, folder, 'process.argv.slice(1)', {}, ODD_TEXTS), ODD_TEXTS);
}

async function setsEnvironment({ runner, folder }: RunnerCaseTools): Promise<void> {
  const env = Object.fromEntries(ODD_TEXTS.map((text, n) => [`OC_CONTRACT_${n}`, text]));
  const seen = await report(
    runner,
    folder,
    `Object.fromEntries(Object.entries(process.env).filter(([name]) => name.startsWith('OC_CONTRACT_')))`,
    { env },
  );
  assert.deepEqual(seen, env);
}

async function runsInFolder({ runner, folder }: RunnerCaseTools): Promise<void> {
  const cwd = await oddFolder(folder);
  assert.equal(await report(runner, folder, 'process.cwd()', { cwd }), cwd);
}

async function describesJob({ runner, folder }: RunnerCaseTools): Promise<void> {
  const mark = join(folder, 'ran');
  const program = `require('node:fs').writeFileSync(${JSON.stringify(mark)}, '');`;
  const job = nodeJob(folder, 'described', program, { env: { OC_CONTRACT_NAME: 'value-of-it' } }, ['plain-argument']);
  const text = runner.describe(job);
  for (const part of [process.execPath, 'plain-argument', 'OC_CONTRACT_NAME', 'value-of-it']) {
    assert.ok(text.includes(part), `${JSON.stringify(part)} is not in ${JSON.stringify(text)}`);
  }
  assert.equal(existsSync(mark), false, 'describing the job ran it');
}

/** Jobs inherit secrets; the rest of the world must not see them. Command lines are read where there is a /proc. */
async function keepsSecret({ runner, folder }: RunnerCaseTools): Promise<void> {
  const secret = `secret-${randomBytes(8).toString('hex')}`;
  const { logger, messages } = recordingLogger();
  process.env.OC_CONTRACT_API_KEY = secret;
  try {
    const job = nodeJob(folder, 'discreet', COMMAND_LINES);
    assert.ok(!runner.describe(job).includes(secret), 'the secret is in the description');
    assert.equal((await runner.run(job, { ...jobControl(), logger })).status, 'succeeded');
    assert.ok(!messages.join('\n').includes(secret), 'the secret is in a message to people');
  } finally {
    delete process.env.OC_CONTRACT_API_KEY;
  }
  for (const file of await readdir(folder)) {
    assert.ok(!(await readFile(join(folder, file), 'utf8')).includes(secret), `the secret is in ${file}`);
  }
}

/** Prints the command line of the job and of every process above it. */
const COMMAND_LINES = `
  const { readFileSync } = require('node:fs');
  for (let pid = process.pid; pid > 1; ) {
    let status;
    try {
      console.log(readFileSync('/proc/' + pid + '/cmdline', 'utf8'));
      status = readFileSync('/proc/' + pid + '/status', 'utf8');
    } catch { break; }
    pid = Number(/^PPid:\\s*(\\d+)/m.exec(status)[1]);
  }`;

/** Runs a job that writes the value of an expression, and returns that value. */
async function report(
  runner: RunnerCaseTools['runner'],
  folder: string,
  expression: string,
  more: Parameters<typeof nodeJob>[3],
  args: string[] = [],
): Promise<unknown> {
  const file = join(folder, 'report.json');
  const program = `require('node:fs').writeFileSync(${JSON.stringify(file)}, JSON.stringify(${expression}));`;
  const outcome = await runner.run(nodeJob(folder, 'reports', program, more, args), jobControl());
  assert.deepEqual(outcome, { status: 'succeeded' });
  return await readJson(file);
}
