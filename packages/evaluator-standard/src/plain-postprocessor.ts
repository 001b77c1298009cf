import { definePostprocessor, type Plugin, type Postprocessor } from 'oc-sdk';

/** A postprocessor plugin without options. */
export function plainPostprocessor(name: string, summary: string, process: Postprocessor): Plugin<'postprocessor'> {
  return definePostprocessor({
    name,
    summary,
    optionsSchema: { type: 'object', additionalProperties: false, properties: {} },
    create: () => process,
  });
}
