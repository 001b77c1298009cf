import type { Sample } from 'oc-plugin-host';
import type { Row } from 'oc-sdk';
import type { ExampleList } from './inferencers/preparation.ts';
import type { Dialogue } from './prompts/dialogue.ts';
import type { Examples } from './prompts/examples.ts';
import type { PromptRenderer } from './prompts/render.ts';

/** Chosen rows, by whatever number names them. */
export type Choose = (samples: readonly Sample[]) => Promise<readonly (readonly number[])[]>;

/** Arrangements kept ready: neighbouring samples often have the same examples. */
const KEPT = 64;

/** Examples of samples, each row rendered once however often it is shown. */
export function exampleLists(
  renderer: PromptRenderer,
  choose: Choose,
  rowOf: (id: number) => Row,
): (samples: readonly Sample[]) => Promise<readonly ExampleList[]> {
  const rendered = new Map<number, Dialogue>();
  const arranged = new Map<string, Examples>();
  const example = (id: number): Dialogue => {
    const known = rendered.get(id) ?? renderer.example(rowOf(id));
    rendered.set(id, known);
    return known;
  };
  const arrange = (ids: readonly number[]): Examples => {
    const key = ids.join();
    const known = arranged.get(key) ?? renderer.arrange(ids.map(example));
    arranged.delete(key);
    arranged.set(key, known);
    if (arranged.size > KEPT) arranged.delete(arranged.keys().next().value ?? '');
    return known;
  };
  return async (samples) => {
    const chosen = await choose(samples);
    return chosen.map((ids) => ({ count: ids.length, take: (count) => arrange(ids.slice(0, count)) }));
  };
}
