import { createHash } from 'node:crypto';

export type Body = Readonly<Record<string, unknown>>;

/** Why CreateJob refuses a body, as the service says it. */
export class Refusal extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/** Fields of CreateJob in the OpenAPI 2020-12-03. */
const FIELDS = new Set(
  (
    'WorkspaceId DisplayName JobType UserCommand JobSpecs DataSources CodeSource Envs CustomEnvs ThirdpartyLibs ' +
    'ThirdpartyLibDir ResourceId Priority JobMaxRunningTimeMinutes SuccessPolicy Options UserVpc Accessibility ' +
    'CredentialConfig SchedulingStrategy TemplateId TemplateVersion Description Settings'
  ).split(' '),
);
const SPEC_FIELDS = new Set('Type PodCount Image ResourceConfig EcsSpec SpotSpec RestartPolicy ImageConfig'.split(' '));
const SOURCE_FIELDS = new Set(
  'DataSourceId Uri MountPath MountAccess DataSourceVersion Options EnableCache AccessPointId RoleChain'.split(' '),
);
const RESOURCE_FIELDS = new Set(['CPU', 'GPU', 'GPUType', 'Memory', 'SharedMemory']);
const JOB_TYPES = new Set(
  'TFJob PyTorchJob MPIJob XGBoostJob OneFlowJob ElasticBatchJob SlurmJob RayJob DataJuicerJob'.split(' '),
);
const MAX_BYTES = 65_536;

/** @throws {Refusal} for what the service would not take */
export function checkBody(body: Body): void {
  if (Buffer.byteLength(JSON.stringify(body)) > MAX_BYTES) refuse('the request is longer than 65536 bytes');
  onlyFields('body', body, FIELDS);
  if (!/^[A-Za-z0-9_.-]{1,256}$/.test(String(body.DisplayName ?? ''))) refuse('DisplayName is invalid');
  if (!JOB_TYPES.has(String(body.JobType))) refuse('JobType is invalid');
  if (typeof body.UserCommand !== 'string' || body.UserCommand === '') refuse('UserCommand is missing');
  const priority = Number(body.Priority ?? 1);
  if (!(priority >= 1 && priority <= 9)) refuse('Priority must be 1 to 9');
  checkSpecs(listOf(body.JobSpecs), body);
  checkSources(listOf(body.DataSources));
}

function checkSpecs(specs: readonly Body[], { ResourceId }: Body): void {
  if (specs.length === 0) refuse('JobSpecs is missing');
  for (const spec of specs) {
    onlyFields('JobSpecs', spec, SPEC_FIELDS);
    const { EcsSpec, ResourceConfig } = spec;
    if ((EcsSpec === undefined) === (ResourceConfig === undefined)) refuse('one of EcsSpec and ResourceConfig');
    if (ResourceId !== undefined && EcsSpec !== undefined) refuse('EcsSpec with a ResourceId');
    const resources = (ResourceConfig ?? {}) as Body;
    onlyFields('ResourceConfig', resources, RESOURCE_FIELDS);
    if (Object.values(resources).some((value) => typeof value !== 'string')) refuse('ResourceConfig takes strings');
    if (resources.Memory !== undefined && !/^\d+Gi$/.test(String(resources.Memory))) refuse('Memory is invalid');
  }
}

function checkSources(sources: readonly Body[]): void {
  const mounts = sources.map(({ MountPath, DataSourceId }) => String(MountPath ?? DataSourceId));
  for (const source of sources) {
    onlyFields('DataSources', source, SOURCE_FIELDS);
    if ((source.Uri === undefined) === (source.DataSourceId === undefined)) refuse('one of Uri and DataSourceId');
  }
  if (new Set(mounts).size < mounts.length) refuse("different datasource can't have the same mount path");
}

function onlyFields(where: string, value: Body, known: ReadonlySet<string>): void {
  const unknown = Object.keys(value).find((name) => !known.has(name));
  if (unknown !== undefined) refuse(`${where} has no field ${unknown}`);
}

function refuse(message: string): never {
  throw new Refusal(400, 'InvalidParameter', message);
}

function listOf(value: unknown): readonly Body[] {
  return Array.isArray(value) ? value : [];
}

/** `dlc` and thirteen of `[0-9a-z]`. */
export function jobIdOf(n: number, salt: string): string {
  const digest = createHash('sha256').update(`${salt}/${n}`).digest('hex');
  return `dlc${BigInt(`0x${digest}`).toString(36).slice(0, 13)}`;
}
