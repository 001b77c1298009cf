import { pluginContract } from 'oc-conformance';
import { describe, it } from 'vitest';
import plugin from '../src/index.ts';

// What it does with a hub is in test/end-to-end/hub/ of the repository, where there is one.
describe('hub keeps the contract', () => {
  for (const { name, run } of pluginContract(plugin)) it(name, run);
});
