import { OcError } from 'oc-sdk';

export function noSuchExample(position: number, size: number, dataset?: string): OcError {
  const where = dataset === undefined ? '' : `dataset ${dataset}: `;
  return new OcError({
    code: 'NO_SUCH_EXAMPLE',
    message: `${where}fix_id_list names row ${position}, but the train split has ${size} rows`,
    details: 'Ids count from 0 within train_range. Name rows that exist, or point train_split at the right file.',
    fatal: true,
  });
}

export function tooFewExamples(dataset: string, wanted: number, size: number): OcError {
  return new OcError({
    code: 'TOO_FEW_EXAMPLES',
    message: `dataset ${dataset}: the retriever is to show ${wanted} examples, but the train split has ${size} rows to choose from`,
    details: 'Lower ice_num, or widen train_range.',
    fatal: true,
  });
}
