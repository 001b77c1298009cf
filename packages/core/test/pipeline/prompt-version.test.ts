import { inferConfigOf } from 'oc-plugin-host';
import { describe, expect, it } from 'vitest';
import { promptVersion } from '../../src/pipeline/fingerprint.ts';

const INFER = {
  ice_template: { template: 'Q: {q}\nA: {a}' },
  prompt_template: { template: '</E>Q: {q}\nA:' },
  retriever: { type: 'fix_k', fix_id_list: [0, 1] },
  inferencer: { type: 'gen' },
};

function version(change: object = {}, compat?: 'opencompass'): string {
  const infer = inferConfigOf({ infer_cfg: { ...INFER, ...change } });
  return promptVersion({ infer, embeddings: undefined, scorer: undefined }, compat);
}

describe('the version of a prompt', () => {
  it('is six hexadecimal digits', () => {
    expect(version()).toMatch(/^[0-9a-f]{6}$/);
  });

  it.each([
    ['another name of the same inferencer', { inferencer: { type: 'GenInferencer' } }],
    ['how many samples are asked at once', { inferencer: { type: 'gen', batch_size: 4 } }],
    ['a default that is spelt out', { prompt_template: { template: '</E>Q: {q}\nA:', ice_token: '</E>' } }],
  ])('does not depend on %s', (_, change) => {
    expect(version(change)).toBe(version());
  });

  it.each([
    ['the template', { prompt_template: { template: '</E>Q: {q}\nA: ' } }],
    ['the examples', { retriever: { type: 'fix_k', fix_id_list: [1, 0] } }],
    ['how an example is written', { ice_template: { template: 'Q: {q} A: {a}' } }],
    ['the inferencer', { inferencer: { type: 'sc' } }],
    ['how long an answer may be', { inferencer: { type: 'gen', max_out_len: 5 } }],
  ])('changes with %s', (_, change) => {
    expect(version(change)).not.toBe(version());
  });

  it('is another one where OpenCompass’s behaviour is asked for', () => {
    expect(version({}, 'opencompass')).not.toBe(version());
  });
});
