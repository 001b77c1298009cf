import { open } from 'node:fs/promises';
import type { SummaryCell } from 'oc-sdk';
import { hasCode, type PairSpec, type RunDirectory } from 'oc-sdk/run-directory';

export interface PairResult extends Pick<SummaryCell, 'coverage' | 'statistics'> {
  readonly metrics: Readonly<Record<string, number>>;
  readonly samples: number;
  /** Why there are no metrics, though nothing failed. */
  readonly skipped: string | undefined;
}

/** Metrics stand before the details, which may be long: the head of the file is enough. */
const HEAD_BYTES = 1 << 16;

/** The result of a pair, if there is one and it was made from these answers in this way. */
export async function readResult(directory: RunDirectory, pair: PairSpec): Promise<PairResult | undefined> {
  try {
    const head = await readHead(directory.result(pair.model, pair.dataset));
    const { oc, ...metrics } = JSON.parse(head.replace(/,\s*"details": [\s\S]*/, '}'));
    const { fingerprint, samples, coverage, statistics, skipped } = oc;
    return fingerprint === pair.evalFingerprint ? { metrics, samples, coverage, statistics, skipped } : undefined;
  } catch (error) {
    // Cut short or written by somebody else: not a result of ours, so the pair is scored again.
    if (hasCode(error, 'ENOENT') || error instanceof SyntaxError || error instanceof TypeError) return undefined;
    throw error;
  }
}

async function readHead(path: string): Promise<string> {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await file.close();
  }
}
