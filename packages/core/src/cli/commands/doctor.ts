import { resolve } from 'node:path';
import { createPluginHost, instantiate, resolveAlias } from 'oc-plugin-host';
import type { RunnerFinding } from 'oc-sdk';
import type { BlockSpec } from 'oc-sdk/run-directory';
import { loadConfig } from '../../config/index.ts';
import { pluginPlaces } from '../../pipeline/plugin-places.ts';
import { readAliyunCfg } from '../aliyun-cfg.ts';
import type { ConfigFlags } from '../flags.ts';
import { createTerminalLogger } from '../terminal-logger.ts';
import { requestOf } from './request.ts';

export interface DoctorFlags extends ConfigFlags {
  readonly runner: string | undefined;
}

/** `oc-core doctor`: what a runner needs, and whether it is there. Exit code 1 where something is not. */
export async function doctor(config: string | undefined, flags: DoctorFlags): Promise<number> {
  const { spec, workDir } = await subject(config, flags);
  const logger = createTerminalLogger(process.stderr, false, (line) => void process.stderr.write(`${line}\n`));
  const host = createPluginHost({ searchFrom: pluginPlaces(process.cwd()) });
  const { signal } = new AbortController();
  const runner = await instantiate(host, 'runner', spec, { logger, signal, runDirectory: workDir });
  const findings = (await runner.diagnose?.()) ?? [
    { check: String(spec.block.type), status: 'unknown', detail: 'this runner has nothing to look at' } as const,
  ];
  await runner.close?.();
  process.stdout.write(flags.json ? `${JSON.stringify(findings, null, 2)}\n` : asText(findings));
  return findings.some(({ status }) => status === 'problem') ? 1 : 0;
}

/** The runner's block of the config; without a config, what the flags say of it. */
async function subject(
  config: string | undefined,
  flags: DoctorFlags,
): Promise<{ readonly spec: BlockSpec; readonly workDir: string }> {
  const { runner: type } = flags;
  if (config === undefined && type !== undefined) {
    const cfg = flags.aliyunCfg === undefined ? {} : { aliyun_cfg: readAliyunCfg(flags.aliyunCfg) };
    const from = resolve('command-line');
    return { spec: { block: { type, ...cfg }, from }, workDir: resolve(flags.workDir ?? 'outputs/default') };
  }
  const host = createPluginHost({ searchFrom: pluginPlaces(process.cwd()) });
  const loaded = await loadConfig({ ...requestOf(config, flags), host });
  const specs = [loaded.infer.runner.spec, loaded.eval.runner.spec];
  const wanted = specs.find(({ block }) => type !== undefined && typeOf(block) === resolveAlias('runner', type));
  const [spec] = wanted ? [wanted] : specs;
  return { spec: spec ?? { block: { type: type ?? 'local' }, from: process.cwd() }, workDir: resolve(loaded.workDir) };
}

function typeOf(block: BlockSpec['block']): string {
  return resolveAlias('runner', String(block.type));
}

const MARKS = { ok: 'ok', problem: 'PROBLEM', unknown: '?' } as const;

function asText(findings: readonly RunnerFinding[]): string {
  const width = Math.max(...findings.map(({ check }) => check.length));
  return findings
    .map(({ check, status, detail }) => `${MARKS[status].padEnd(7)}  ${check.padEnd(width)}  ${detail}\n`)
    .join('');
}
