import { createPlugin, modelContract, pluginContract } from 'oc-conformance';
import { describe, it } from 'vitest';
import echo from '../src/index.ts';

describe('the echo model keeps the contract', () => {
  const cases = [...pluginContract(echo), ...modelContract({ create: () => createPlugin(echo) })];
  for (const { name, run } of cases) it(name, run);
});

describe('the echo model keeps the contract when it takes its time', () => {
  const create = () => createPlugin(echo, { delay_ms: 5 });
  for (const { name, run } of modelContract({ create })) it(name, run);
});
