import type { SummaryCell, SummaryDataset } from 'oc-sdk';

const MARKS = ['*', '!', '?'] as const;

/** Why a number is not that of the whole dataset, or may say little of the model. */
export interface Note {
  /**
   * What stands behind the number: `*` where only a part of the dataset was asked, `!` where samples failed, `?` where
   * most answers cannot be what was asked for.
   */
  readonly mark: (typeof MARKS)[number];
  /** What it is about: a dataset, or a model and a dataset. */
  readonly subject: string;
  readonly reason: string;
}

/** What a result has to say of its completeness and its answers. */
export function notesOf(cell: SummaryCell, dataset: SummaryDataset): Note[] {
  return [...partNotes(dataset), ...failureNotes(cell), ...doubtNotes(cell)];
}

/** The marks of some notes, each once. */
export function marksOf(notes: readonly Note[]): string {
  return MARKS.filter((mark) => notes.some((note) => note.mark === mark)).join('');
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

/** Most answers of one kind: the likeliest mistake is in the config, not in the model. */
function doubtNotes({ model, dataset, coverage }: SummaryCell): Note[] {
  if (coverage === undefined) return [];
  const { scored, empty, truncated, unparsed } = coverage;
  const kinds = [
    [truncated, 'were cut off by their length: is max_out_len too small?'],
    [empty, 'are empty: is the prompt in the form that the model expects?'],
    [unparsed, 'say nothing that the extractor or the judge can use: do prompt and postprocessor fit?'],
  ] as const;
  // An empty answer, or one that was cut off, says nothing either: the first reason stands for those behind it.
  const found = kinds.find(([count]) => count > scored / 2);
  if (found === undefined) return [];
  return [{ mark: '?', subject: `${model} / ${dataset}`, reason: `${found[0]} of ${scored} answers ${found[1]}` }];
}
