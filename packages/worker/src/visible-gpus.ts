/** Of NVIDIA, AMD (below HIP and in it) and Ascend: what runners and engines leave to a process. */
const VARIABLES = ['CUDA_VISIBLE_DEVICES', 'ROCR_VISIBLE_DEVICES', 'HIP_VISIBLE_DEVICES', 'ASCEND_RT_VISIBLE_DEVICES'];

/** Names of the devices that an environment leaves a process: positions or ids. Empty where it says nothing of any. */
export function visibleGpus(env: Readonly<Record<string, string | undefined>>): string[] {
  const listed = VARIABLES.map((name) => env[name]).find(Boolean) ?? '';
  return listed.split(',').flatMap((name) => name.trim() || []);
}
