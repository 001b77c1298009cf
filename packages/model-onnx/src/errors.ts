import { OcError } from 'oc-sdk';

/** `path` names no folder. */
export function modelFolderNotFound(path: string, folder: string): OcError {
  return new OcError({
    code: 'MODEL_FOLDER_NOT_FOUND',
    message: `There is no model folder "${folder}".`,
    details: [
      `\`path: ${path}\` must be a folder with config.json, tokenizer.json, tokenizer_config.json and onnx/model.onnx.`,
      'A relative path starts at the config file that says it; `npm:NAME/FOLDER` is a folder of an npm package;',
      '`hub:OWNER/NAME` downloads a model from the Hugging Face hub.',
    ].join('\n'),
    fatal: true,
  });
}

/** The folder lacks files without which no model can be loaded. */
export function modelFilesMissing(folder: string, missing: readonly string[], present: readonly string[]): OcError {
  return new OcError({
    code: 'MODEL_FILES_MISSING',
    message: `The model folder "${folder}" lacks ${missing.join(', ')}.`,
    details: [
      present.length > 0
        ? `Weights found: ${present.map((name) => `onnx/${name}`).join(', ')}. \`dtype\` chooses among them.`
        : 'No weights were found under onnx/. A model in another format must be exported to ONNX first.',
      'If the folder was cloned with Git LFS, fetch the files themselves: `git lfs pull`.',
    ].join('\n'),
    fatal: true,
  });
}

/** The files are there, or should come from the hub, and the model could still not be loaded. */
export function modelLoadFailed(model: string, cause: unknown): OcError {
  return new OcError({
    code: 'MODEL_LOAD_FAILED',
    message: `The model "${model}" could not be loaded: ${firstLine(cause)}`,
    details: [
      'The files must be an ONNX export of a causal language model in the layout of the Hugging Face hub.',
      'For a model of the hub, check its name, the network, and HF_TOKEN where the model is gated.',
    ].join('\n'),
    cause,
    fatal: true,
  });
}

/** `@huggingface/transformers` or the native library under it could not be imported. */
export function onnxRuntimeUnusable(cause: unknown): OcError {
  return new OcError({
    code: 'ONNX_RUNTIME_UNUSABLE',
    message: `ONNX Runtime cannot be loaded on ${process.platform}-${process.arch}: ${firstLine(cause)}`,
    details: [
      'It has builds for Linux, Windows and macOS (Apple silicon only) on x64 and arm64.',
      'Install the package again with its optional dependencies: `npm install oc-model-onnx`.',
    ].join('\n'),
    cause,
    fatal: true,
  });
}

/** A batch failed inside the runtime, and not for want of memory. */
export function modelRunFailed(rows: number, tokens: number, cause: unknown): OcError {
  return new OcError({
    code: 'MODEL_RUN_FAILED',
    message: `The model failed on a batch of ${rows} rows of ${tokens} tokens: ${firstLine(cause)}`,
    details: 'If the runtime ran out of memory without saying so, lower `batch_size` or `max_seq_len` of the model.',
    cause,
  });
}

/** First line of what was thrown: native messages run over many. */
export function firstLine(cause: unknown): string {
  const text = cause instanceof Error ? cause.message : String(cause);
  return text.trim().split('\n', 1)[0] ?? '';
}
