export type { ContractCase, Create } from './case.ts';
export { recordingLogger, silentLogger, testContext } from './context.ts';
export { createPlugin } from './create-plugin.ts';
export { deepFreeze } from './deep-freeze.ts';
export { type ModelContractOptions, modelContract } from './model/contract.ts';
export { partitionerContract } from './partitioner/contract.ts';
export { pluginContract } from './plugin.ts';
export { type RunnerContractOptions, runnerContract } from './runner/contract.ts';
