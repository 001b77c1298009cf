import { type Job, shellWord } from 'oc-sdk';
import type { ContainerEnvironment } from '../settings.ts';

export interface ScriptRequest {
  readonly job: Pick<Job, 'command' | 'cwd' | 'env' | 'logFile'>;
  readonly environment: ContainerEnvironment;
  /** Where the script leaves its marks. */
  readonly folder: string;
  readonly maxRunningMinutes: number;
  /** The launcher's Node: a command that begins with it gets the Node of the container. */
  readonly launcherNode: string;
}

/**
 * What the container runs: it says that it is there, makes the environment ready, runs the command with its output in
 * the log file and on the console, and leaves how it ended. Programs, arguments and values are quoted words in it; only
 * what the config calls a command (`pre_cmd`) is one. Needs bash and the usual tools, no Node.
 */
export function jobScript({ job, environment, folder, maxRunningMinutes, launcherNode }: ScriptRequest): string {
  const [program, ...args] = job.command;
  return [
    '#!/usr/bin/env bash',
    '# Written by oc-runner-dlc for one job.',
    `folder=${shellWord(folder)}`,
    `log=${shellWord(job.logFile)}`,
    `warn_after=${warnAfterSeconds(maxRunningMinutes)}`,
    HEAD,
    ...environmentLines(environment),
    ...Object.entries(job.env).map(([name, value]) => `export ${name}=${shellWord(value)}`),
    `cd ${shellWord(job.cwd)} || problem ${jsonWord(`cannot start: no folder '${job.cwd}'`)}`,
    ...programLines(program, launcherNode, environment.nodePath),
    `arguments=(${args.map(shellWord).join(' ')})`,
    TAIL,
  ].join('\n');
}

/** The job is told a while before its time is over, so that it can end in peace. */
function warnAfterSeconds(minutes: number): number {
  return Math.floor(minutes * 60 - Math.min(120, minutes * 6));
}

/**
 * Marks are made by O_EXCL and by rename, which network file systems keep. The host tells a container that was started
 * again from a second job of the same name: that one leaves at once.
 */
const HEAD = `umask 0000
host=\${HOSTNAME:-unknown}
host=\${host//[^A-Za-z0-9._-]/_}
received=false child= restart=0 ended= interrupted=
now() { date -u +%Y-%m-%dT%H:%M:%SZ; }
started=$(now)
while ! (set -o noclobber; printf '{"host":"%s","time":"%s","restart":%d}\\n' "$host" "$started" "$restart" >"$folder/start.$restart.json") 2>/dev/null; do
  [ -e "$folder/start.$restart.json" ] || { echo "cannot write into $folder" >&2; exit 125; }
  if ! grep -q "\\"host\\":\\"$host\\"" "$folder/start.$restart.json"; then
    echo "another job has begun this work already" >&2
    : >"$folder/duplicate.$host"
    exit 0
  fi
  restart=$((restart + 1))
done
leave() {
  ended=yes
  printf '{"exitCode":%s,"received":%s,"problem":%s,"startedAt":"%s","finishedAt":"%s","host":"%s","restart":%d}\\n' \\
    "$1" "$received" "$2" "$started" "$(now)" "$host" "$restart" >"$folder/.exit.$host.$restart"
  mv -f "$folder/.exit.$host.$restart" "$folder/exit.json"
}
problem() { printf '%s\\n' "$1" >&2; finish; leave 126 "$1"; exit 126; }
finish() {
  exec >&- 2>&-
  for _ in {1..50}; do kill -0 "$tee" 2>/dev/null || break; sleep 0.1; done
}
trap '[ -n "$ended" ] || leave 125 "\\"the script ended before the command did\\""' EXIT
trap 'received=true interrupted=yes; [ -z "$child" ] || kill -TERM "$child" 2>/dev/null' TERM
trap ': >"$folder/time-up"; interrupted=yes; [ -z "$child" ] || kill -TERM "$child" 2>/dev/null' USR1
(: >>"$log") || { tee=; leave 126 ${jsonWord('cannot write the log file')}; exit 126; }
exec > >(trap '' TERM; exec tee -a -- "$log") 2>&1
tee=$!`;

const TAIL = `"$program" "\${arguments[@]}" </dev/null &
child=$!
[ "$received" = false ] || kill -TERM "$child" 2>/dev/null
(sleep "$warn_after"; kill -USR1 $$) >/dev/null 2>&1 &
while :; do
  interrupted=
  wait "$child"
  code=$?
  [ -n "$interrupted" ] || break
done
finish
leave "$code" null
exit "$code"
`;

function environmentLines(environment: ContainerEnvironment): string[] {
  const { preCommand, bashrcPath, condaEnvName, pythonEnvPath, variables } = environment;
  return [
    ...(preCommand === undefined ? [] : [preCommand]),
    ...(bashrcPath === undefined ? [] : sourceLines(bashrcPath)),
    ...(condaEnvName === undefined
      ? []
      : [
          `conda activate ${shellWord(condaEnvName)} || problem ${jsonWord(`'conda activate ${condaEnvName}' failed: does bashrc_path set up conda?`)}`,
        ]),
    ...(pythonEnvPath === undefined ? [] : [`export PATH=${shellWord(`${pythonEnvPath}/bin`)}:"$PATH"`]),
    ...Object.entries(variables).map(([name, value]) => `export ${name}=${shellWord(value)}`),
  ];
}

/** What such a file returns says nothing: many return early in a shell that nobody types into. */
function sourceLines(path: string): string[] {
  const word = shellWord(path);
  return [
    `[ -r ${word} ] || problem ${jsonWord(`bashrc_path '${path}' is not there in the container`)}`,
    `source ${word}`,
  ];
}

function programLines(program: string, launcherNode: string, nodePath: string | undefined): string[] {
  const isNode = program === launcherNode;
  const found =
    isNode && nodePath === undefined ? `program=$(type -P node) || program=${shellWord(program)}` : undefined;
  const missing = isNode
    ? 'there is no Node in the container: give node_path, an image that has it, or an environment that brings it'
    : `cannot start '${program}': no such program, or none that may be run`;
  return [
    found ?? `program=${shellWord(isNode ? (nodePath ?? program) : program)}`,
    `type -P -- "$program" >/dev/null || problem ${jsonWord(missing)}`,
  ];
}

/** A JSON string, as one word of the shell. */
function jsonWord(text: string): string {
  return shellWord(JSON.stringify(text));
}
