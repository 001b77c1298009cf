import type { InferencerConfig } from 'oc-plugin-host';
import { chatInferencer } from './chat.ts';
import { clpInferencer } from './clp.ts';
import { genInferencer } from './gen.ts';
import type { Inferencer, ModelLimits } from './inferencer.ts';
import { llInferencer } from './ll.ts';
import { pplInferencer } from './ppl.ts';
import { pplOnlyInferencer } from './ppl-only.ts';
import type { Preparation } from './preparation.ts';
import { scInferencer } from './sc.ts';

export function createInferencer(config: InferencerConfig, preparation: Preparation, limits: ModelLimits): Inferencer {
  switch (config.type) {
    case 'gen':
      return genInferencer(config, preparation, limits);
    case 'chat':
      return chatInferencer(config, preparation, limits);
    case 'sc':
      return scInferencer(config, preparation, limits);
    case 'ppl':
      return pplInferencer(config, preparation, limits);
    case 'll':
      return llInferencer(config, preparation, limits);
    case 'clp':
      return clpInferencer(config, preparation, limits);
    case 'ppl_only':
      return pplOnlyInferencer(config, preparation, limits);
  }
}
