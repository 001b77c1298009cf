import { plainPostprocessor } from '../plain-postprocessor.ts';

/** A reference of StrategyQA as "yes" or "no": "True" (or "true") is yes, anything else no. */
export function strategyqaDataset(text: string): string {
  return text === 'True' || text === 'true' ? 'yes' : 'no';
}

export default plainPostprocessor(
  'strategyqa-dataset',
  'A reference "True" or "False" as yes or no.',
  strategyqaDataset,
);
