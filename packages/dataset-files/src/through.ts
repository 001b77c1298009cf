import type { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** What a transform makes of the chunks. When the consumer stops early, the source is told to stop and waited for. */
export async function* through<Out>(chunks: AsyncIterable<Buffer>, transform: Transform): AsyncGenerator<Out> {
  // An error of either side reaches the consumer through the transform: pipeline destroys it with that error.
  const feeding = pipeline(chunks, transform).catch(() => {});
  try {
    yield* transform;
  } finally {
    transform.destroy();
    await feeding;
  }
}
