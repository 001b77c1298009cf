import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { hasCode } from 'oc-sdk/run-directory';
import { badUsage } from '../../errors.ts';

const FILES: Readonly<Record<string, string>> = {
  'config.yaml': `# Run it: npx oc-core config.yaml
# The echo model answers with the last line of the prompt: enough to see everything work. Put your own in its place.
models:
  - abbr: echo
    type: echo
#  - abbr: my-model
#    type: openai                       # any OpenAI-compatible server
#    path: name-of-the-model
#    base_url: http://localhost:8000/v1
#    key: \${env:MY_API_KEY}
#    concurrency: 32

datasets:
  - abbr: questions
    type: jsonl
    path: data/questions.jsonl
    reader_cfg: {input_columns: [question], output_column: answer}
    infer_cfg:
      prompt_template: {template: "{question}"}
      inferencer: {type: gen, max_out_len: 32}
    eval_cfg:
      evaluator: {type: accuracy}
`,
  'data/questions.jsonl': [
    { question: 'Repeat after me: hello', answer: 'Repeat after me: hello' },
    { question: 'What is the capital of France?', answer: 'Paris' },
  ]
    .map((row) => `${JSON.stringify(row)}\n`)
    .join(''),
};

/** `oc-core init`: a config that runs, and data in the form it takes. Overwrites nothing. */
export async function init(folder: string): Promise<number> {
  await mkdir(join(folder, 'data'), { recursive: true });
  for (const [name, content] of Object.entries(FILES)) await writeNew(join(folder, name), content);
  const written = Object.keys(FILES).map((name) => join(folder, name));
  process.stderr.write(`Wrote ${written.join(' and ')}. Run: npx oc-core ${written[0]}\n`);
  return 0;
}

async function writeNew(path: string, content: string): Promise<void> {
  try {
    await writeFile(path, content, { flag: 'wx' });
  } catch (error) {
    if (hasCode(error, 'EEXIST'))
      throw badUsage(`${path} is there already`, 'Name another folder: oc-core init FOLDER.');
    throw error;
  }
}
