import type { OptionsOf } from 'oc-sdk';

/** Weights file of every `dtype`, by the naming of the hub. */
export const WEIGHTS = {
  fp32: 'model.onnx',
  fp16: 'model_fp16.onnx',
  int8: 'model_int8.onnx',
  uint8: 'model_uint8.onnx',
  q8: 'model_quantized.onnx',
  q4: 'model_q4.onnx',
  q4f16: 'model_q4f16.onnx',
  bnb4: 'model_bnb4.onnx',
} as const;

const generationSchema = {
  type: 'object',
  additionalProperties: false,
  description: 'How the next token is chosen. Default: the most probable one (greedy).',
  properties: {
    do_sample: { type: 'boolean', description: 'Draw tokens by their probability. Default: false.' },
    temperature: { type: 'number', minimum: 0, description: 'Divides the logits before drawing. Default: 1.' },
    top_k: {
      type: 'integer',
      minimum: 0,
      description: 'Draw among the k most probable tokens; 0: among all. Default: 50.',
    },
    top_p: {
      type: 'number',
      exclusiveMinimum: 0,
      maximum: 1,
      description: 'Draw among the most probable tokens that make up this share. Default: 1.',
    },
    repetition_penalty: {
      type: 'number',
      exclusiveMinimum: 0,
      description: 'Divides the scores of tokens already there; 1: none.',
    },
    no_repeat_ngram_size: { type: 'integer', minimum: 0, description: 'No run of so many tokens comes twice; 0: off.' },
  },
} as const;

export const optionsSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['path'],
  properties: {
    path: {
      type: 'string',
      minLength: 1,
      description:
        'Model folder in the layout of the hub: relative to the config file, `npm:NAME/FOLDER`, or `hub:OWNER/NAME` to download.',
    },
    dtype: {
      enum: ['fp32', 'fp16', 'int8', 'uint8', 'q8', 'q4', 'q4f16', 'bnb4'],
      default: 'fp32',
      description:
        'Which weights under onnx/: `fp32` is model.onnx, `fp16` model_fp16.onnx, `q8` model_quantized.onnx.',
    },
    revision: { type: 'string', default: 'main', description: 'Branch, tag or commit of a `hub:` model.' },
    cache_dir: {
      type: 'string',
      description: 'Where `hub:` models are kept. Default: oc-core/hub in the cache folder of the user.',
    },
    mode: {
      enum: ['none', 'mid'],
      default: 'none',
      description: 'What a prompt that is too long loses: `none` its beginning, `mid` its middle.',
    },
    stop_words: {
      type: 'array',
      items: { type: 'string', minLength: 1 },
      default: [],
      description: 'Texts that end an answer, besides those of the dataset and the end tokens of the model.',
    },
    generation_kwargs: generationSchema,
    chat_template_kwargs: {
      type: 'object',
      description: 'Variables for the chat template, such as `enable_thinking`.',
    },
  },
} as const;

export type Options = OptionsOf<typeof optionsSchema>;
export type Dtype = Options['dtype'];
export type GenerationOptions = NonNullable<Options['generation_kwargs']>;
