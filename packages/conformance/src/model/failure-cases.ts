import assert from 'node:assert/strict';
import { type GenerateRequest, isOcError, type Model, type Prompt } from 'oc-sdk';
import type { ContractCase, Create } from '../case.ts';
import { answered, checkFailure, generateAll } from './calls.ts';
import { requestsOf, withModel } from './case.ts';

/** What cannot be answered now, told apart from what can never be. Only for what the caller can provoke. */
export function failureCases({
  create,
  createHopeless,
  unanswerable,
  requests,
}: {
  create: Create<Model>;
  createHopeless: Create<Model> | undefined;
  unanswerable: Prompt | undefined;
  requests: readonly GenerateRequest[];
}): ContractCase[] {
  const cases: ContractCase[] = [];
  if (unanswerable !== undefined) {
    cases.push({
      name: 'fails the one request that cannot be answered, and answers the others',
      run: () => withModel(create, (model) => failsOnlyOne(model, unanswerable, requests)),
    });
  }
  if (createHopeless) {
    cases.push({
      name: 'throws a fatal error where no request can ever be answered',
      run: () => throwsFatal(createHopeless, requests),
    });
  }
  return cases;
}

async function failsOnlyOne(model: Model, unanswerable: Prompt, requests: readonly GenerateRequest[]): Promise<void> {
  const prompts = requests.map(({ prompt }) => prompt);
  const [failed, ...others] = await generateAll(model, requestsOf([unanswerable, ...prompts]));
  assert.ok(failed && 'error' in failed, 'the request was answered');
  checkFailure(failed);
  for (const other of others) answered(other);
}

async function throwsFatal(create: Create<Model>, requests: readonly GenerateRequest[]): Promise<void> {
  await assert.rejects(
    () =>
      withModel(create, async (model) => {
        await generateAll(model, requests);
      }),
    (error) => {
      assert.ok(isOcError(error), `not an OcError: ${error}`);
      assert.equal(error.fatal, true, `${error.code} is not fatal`);
      return true;
    },
  );
}
