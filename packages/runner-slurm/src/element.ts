/** Names one job of ours for ever: `<submission>.<index>`. Slurm gives its own ids to others after a crash. */
export type ElementKey = `${string}.${number}`;

export function elementKey(submission: string, index: number): ElementKey {
  return `${submission}.${index}`;
}

const KEY = /^(oc-[a-z0-9]+-\d+)\.(\d+)$/;

/** Undefined where the text is no key of ours. */
export function parseElementKey(text: string): { submission: string; index: number } | undefined {
  const [, submission, index] = KEY.exec(text) ?? [];
  return submission === undefined ? undefined : { submission, index: Number(index) };
}
