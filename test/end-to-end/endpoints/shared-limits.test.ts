import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { datasetBlock, echoBlock, openAiBlock, questions } from '../../support/blocks.ts';
import type { OpenAiServer } from '../../support/openai-server.ts';
import { runCli } from '../../support/run-cli.ts';
import { testServer } from '../../support/server.ts';
import { type Project, tempProject } from '../../support/temp-project.ts';
import { timesAsked } from '../../support/times-asked.ts';

const ASKER = fileURLToPath(new URL('./fixtures/asker.mjs', import.meta.url));
const LIMIT = 6;
const PROMPTS = 150;

describe('several processes that ask one endpoint', () => {
  it('stay below its limit together, also when one of them is killed, the first one included', async () => {
    const server = await testServer({ latencyMs: 20 });
    const project = await tempProject();
    const first = start(project, server, 'a');
    await expect.poll(() => server.requests.length, { timeout: 30_000 }).toBeGreaterThan(LIMIT);
    const others = ['b', 'c', 'd'].map((prefix) => start(project, server, prefix));
    for (const prefix of ['b', 'c', 'd'])
      await expect.poll(() => asked(server, prefix), { timeout: 30_000 }).toBe(true);

    first.kill('SIGKILL');
    const seen = server.requests.length;
    await expect.poll(() => server.requests.length, { timeout: 30_000 }).toBeGreaterThan(seen + 3 * LIMIT);
    others[0]?.kill('SIGKILL');
    expect(await Promise.all(others.slice(1).map(answered))).toEqual([PROMPTS, PROMPTS]);
    expect(server.peak).toBe(LIMIT);
    const times = timesAsked(server);
    for (const prefix of ['c', 'd']) {
      expect([...times].filter(([prompt, count]) => prompt.startsWith(prefix) && count === 1).length).toBe(PROMPTS);
    }
  });
});

describe('the workers of a run', () => {
  it('share the limit of the endpoint that all of their judges ask', async () => {
    const judge = await testServer({ latencyMs: 20, answer: () => 'A' });
    const datasets = ['d', 'e', 'f', 'g'];
    const judged = { eval_cfg: { evaluator: { type: 'llm-judge', judge_cfg: openAiBlock(judge.url) } } };
    const project = await tempProject({
      'config.yaml': {
        models: [echoBlock()],
        datasets: datasets.map((abbr) => datasetBlock(abbr, judged)),
        eval: { runner: { type: 'local', max_num_workers: 4 } },
      },
    });
    for (const abbr of datasets) await project.writeRows(`data/${abbr}.jsonl`, questions(40, abbr));
    const { exitCode, stderr } = await runCli(project, 'config.yaml');
    expect(exitCode, stderr).toBe(0);
    expect(judge.requests.length).toBe(160);
    expect(judge.peak).toBeLessThanOrEqual(4);
  });
});

function start(project: Project, server: OpenAiServer, prefix: string): ChildProcess {
  const args = [ASKER, server.url, project.root, String(LIMIT), String(PROMPTS), prefix];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
}

async function answered(child: ChildProcess): Promise<number> {
  const chunks: Buffer[] = [];
  child.stdout?.on('data', (chunk: Buffer) => chunks.push(chunk));
  await once(child, 'close');
  return Number(Buffer.concat(chunks).toString());
}

function asked({ requests }: OpenAiServer, prefix: string): boolean {
  return requests.some(({ prompt }) => prompt.startsWith(prefix));
}
