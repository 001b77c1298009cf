import type { SummaryCell, SummaryDataset } from 'oc-sdk';

/** Why a number is not that of the whole dataset. */
export interface Note {
  /** What stands behind the number: `*` where only a part of the dataset was asked, `!` where samples failed. */
  readonly mark: '*' | '!';
  /** What it is about: a dataset, or a model and a dataset. */
  readonly subject: string;
  readonly reason: string;
}

/** What a result has to say of its completeness. */
export function notesOf(cell: SummaryCell, dataset: SummaryDataset): Note[] {
  return [...partNotes(dataset), ...failureNotes(cell)];
}

/** The marks of some notes, each once. */
export function marksOf(notes: readonly Note[]): string {
  return (['*', '!'] as const).filter((mark) => notes.some((note) => note.mark === mark)).join('');
}

const NAMED_AT_MOST = 5;

/** The lines below a table: what is said of several datasets in the same words is said once. */
export function noteLines(notes: readonly Note[]): string[] {
  const groups = new Map<string, { note: Note; subjects: Set<string> }>();
  for (const note of notes) {
    const key = JSON.stringify([note.mark, note.reason]);
    const group = groups.get(key) ?? { note, subjects: new Set() };
    groups.set(key, group);
    group.subjects.add(note.subject);
  }
  return [...groups.values()].map(({ note, subjects }) => {
    const named = [...subjects].slice(0, NAMED_AT_MOST).join(', ');
    const more = subjects.size > NAMED_AT_MOST ? ` and ${subjects.size - NAMED_AT_MOST} more` : '';
    return `${note.mark} ${named}${more}: ${note.reason}`;
  });
}

function partNotes({ abbr, rows, selected, restriction }: SummaryDataset): Note[] {
  if (rows === undefined || selected === undefined || selected >= rows) return [];
  return [{ mark: '*', subject: `${abbr} (${selected} of ${rows} rows)`, reason: restriction ?? 'a part was asked' }];
}

function failureNotes({ model, dataset, coverage, statistics, metrics }: SummaryCell): Note[] {
  if (coverage === undefined || coverage.failed === 0) return [];
  const causes = coverage.first_failure ?? 'for reasons unknown';
  const [metric, bounds] =
    Object.keys(metrics ?? {})
      .map((name) => [name, statistics?.[name]?.bounds] as const)
      .find(([, known]) => known !== undefined) ?? [];
  const between = bounds ? `; ${metric} over all is ${bounds.map((bound) => bound.toFixed(2)).join(' to ')}` : '';
  const reason = `${coverage.failed} of ${coverage.asked} samples failed: ${causes}${between}`;
  return [{ mark: '!', subject: `${model} / ${dataset}`, reason }];
}
