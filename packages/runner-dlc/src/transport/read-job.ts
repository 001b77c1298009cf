import type { DlcJob, DlcPod } from './transport.ts';

/** A job as both the OpenAPI and the command line write it. Undefined where the object is none. */
export function readJob(value: unknown): DlcJob | undefined {
  const job = asRecord(value);
  const id = textOf(job.JobId);
  const status = textOf(job.Status);
  if (id === '' || status === '') return undefined;
  return {
    id,
    status,
    name: textOf(job.DisplayName),
    reasonCode: textOf(job.ReasonCode),
    reasonMessage: textOf(job.ReasonMessage),
    pods: listOf(job.Pods).flatMap(podsOf),
  };
}

export function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}

export function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** A pod, behind those whose place it took. */
function podsOf(value: unknown): DlcPod[] {
  const pod = asRecord(value);
  const id = textOf(pod.PodId);
  if (id === '') return [];
  const history = listOf(pod.HistoryPods).flatMap(podsOf);
  const own = { id, uid: textOf(pod.PodUid) || undefined, status: textOf(pod.Status) };
  return [...history, { ...own, subStatus: textOf(pod.SubStatus) || undefined }];
}
