import type { SampleVerdict } from 'oc-sdk';
import { numberIn } from './mean-source.ts';
import { RunningMean } from './statistics.ts';

/** Means of one number of the verdicts: of each replica by itself, and of all. */
export interface Column {
  readonly all: RunningMean;
  readonly byReplica: RunningMean[];
}

/** The numbers of verdicts, by their name: those that every verdict has. */
export class VerdictColumns {
  #columns: Map<string, Column> | undefined;

  /** Verdicts of one row come one after another. */
  add(replica: number, verdict: SampleVerdict): void {
    this.#columns ??= columnsOf(verdict);
    for (const [name, column] of this.#columns) {
      const value = numberIn(verdict, name);
      if (value === undefined) {
        this.#columns.delete(name);
        continue;
      }
      column.all.add(value);
      column.byReplica[replica] ??= new RunningMean();
      column.byReplica[replica].add(value);
    }
  }

  endRow(): void {
    for (const { all } of this.#columns?.values() ?? []) all.endCluster();
  }

  get(name: string): Column | undefined {
    return this.#columns?.get(name);
  }
}

function columnsOf(verdict: SampleVerdict): Map<string, Column> {
  const names = Object.keys(verdict).filter((name) => numberIn(verdict, name) !== undefined);
  return new Map(names.map((name) => [name, { all: new RunningMean(), byReplica: [] }]));
}
