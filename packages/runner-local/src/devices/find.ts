import type { Logger } from 'oc-sdk';
import { amd, rocm } from './amd.ts';
import { ascend } from './ascend.ts';
import type { Ask, Devices } from './devices.ts';
import { nvidia } from './nvidia.ts';
import { runTool } from './run-tool.ts';

const FAMILIES = [nvidia, amd, rocm, ascend] as const;

/** A driver that hangs makes its tool hang, too. */
const TOOL_TIMEOUT_MS = 10_000;

/** Asks the tools of each family of accelerators in turn; the first that lists a device decides. */
export async function findDevices(
  environment: NodeJS.ProcessEnv,
  logger: Logger,
  timeoutMs = TOOL_TIMEOUT_MS,
): Promise<Devices> {
  const problems: string[] = [];
  const ask: Ask = async (program, args) => {
    const answer = await runTool(program, args, { environment, timeoutMs });
    if (answer.status === 'failed') problems.push(answer.problem);
    return answer.status === 'answered' ? answer.output : undefined;
  };
  for (const { list, program, variable, alongside } of FAMILIES) {
    const ids = await list(ask);
    if (ids.length > 0) return { ids, variable, origin: program, ...(alongside && { alongside }) };
  }
  for (const problem of problems) logger.warn(`${problem}; going on without GPUs`);
  return { ids: [], origin: problems.join('; ') || noneFound() };
}

function noneFound(): string {
  return `none listed by ${FAMILIES.map(({ program }) => program).join(', ')}, and no CUDA_VISIBLE_DEVICES`;
}
