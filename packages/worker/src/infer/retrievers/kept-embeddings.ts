import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { answersDependOn, canonicalHash, expandEnv, type PluginHost, pluginOptionsOf } from 'oc-plugin-host';
import { type BlockSpec, writeFileAtomically } from 'oc-sdk/run-directory';
import type { Embeddings } from './embeddings.ts';
import { madeOnce } from './made-once.ts';

/** Two numbers of 32 bits, how many vectors and of how many numbers, stand before them (all little-endian). */
const HEADER_BYTES = 8;

/**
 * The embeddings in a file, or those that `make` makes, which are then kept there. Of workers that want the same at once
 * one makes them. A file that cannot be read or written is done without.
 */
export async function keptEmbeddings(
  path: string,
  size: number,
  make: () => Promise<Embeddings>,
  signal: AbortSignal,
): Promise<Embeddings> {
  return await madeOnce({
    mark: `${path}.making`,
    read: () =>
      readFile(path).then(
        (bytes) => embeddingsIn(bytes, size),
        () => undefined,
      ),
    async make() {
      const made = await make();
      await writeFileAtomically(path, bytesOf(made)).catch(() => {});
      return made;
    },
    signal,
  });
}

/** What embeddings depend on: the model, without its address and key, and the texts. */
export async function embeddingsKey(host: PluginHost, spec: BlockSpec, texts: readonly string[]): Promise<string> {
  const loaded = await host.load('model', String(spec.block.type), spec.from);
  const options = expandEnv(pluginOptionsOf('model', spec.block), process.env).value;
  const hash = createHash('sha256');
  for (const text of texts) hash.update(JSON.stringify(text));
  return canonicalHash([answersDependOn(loaded, options, undefined), hash.digest('hex')], 40);
}

/** Undefined: a file that was cut, or of other texts. */
function embeddingsIn(bytes: Buffer, size: number): Embeddings | undefined {
  if (bytes.length < HEADER_BYTES) return undefined;
  const [count, dimensions] = [bytes.readUInt32LE(0), bytes.readUInt32LE(4)];
  if (count !== size || bytes.length !== HEADER_BYTES + count * dimensions * 4) return undefined;
  const values = new Float32Array(count * dimensions);
  for (const place of values.keys()) values[place] = bytes.readFloatLE(HEADER_BYTES + place * 4);
  return { size, dimensions, values };
}

function bytesOf({ size, dimensions, values }: Embeddings): Buffer {
  const bytes = Buffer.alloc(HEADER_BYTES + values.length * 4);
  bytes.writeUInt32LE(size, 0);
  bytes.writeUInt32LE(dimensions, 4);
  for (const [place, value] of values.entries()) bytes.writeFloatLE(value, HEADER_BYTES + place * 4);
  return bytes;
}
