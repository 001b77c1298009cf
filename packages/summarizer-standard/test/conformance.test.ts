import { createPlugin, pluginContract, summarizerContract } from 'oc-conformance';
import { describe, it } from 'vitest';
import plugin from '../src/index.ts';

describe('the standard summarizer keeps the contract', () => {
  const groups = { summary_groups: [{ name: 'all', subsets: ['arith', 'capitals'] }] };
  const create = () => createPlugin(plugin, groups);
  for (const { name, run } of [...pluginContract(plugin), ...summarizerContract({ create })]) it(name, run);
});
