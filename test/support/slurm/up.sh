#!/usr/bin/env bash
# Bring up a real, private Slurm cluster (Debian's slurm 22.05) on this one
# machine, for integration tests.  Run as root on Debian 12; no systemd needed.
#
#   up.sh [--nodes N] [--gpus-per-node G] [--cpus-per-node C]
#               [--mem-per-node MB] [--with-accounting] [--cgroup] [--clean]
#               [--min-job-age S] [--extra-conf FILE] [--install-only] [--quiet]
#
# Installs what is missing, starts munged, (mariadbd, slurmdbd,) slurmctld and
# N slurmd, waits until every node is idle, and prints on stdout the lines to
# `eval` (also kept in $SLURM_TEST_DIR/env.sh).  Everything else goes to stderr.
# A second call with the same options finds the cluster up, restarts any daemon
# that died, resumes downed nodes and prints the same lines; with other options
# it takes the cluster down first.  down.sh stops it.
#
# State: $SLURM_TEST_DIR (default /tmp/oc-slurm-test).  Ports: SLURM_TEST_PORT
# (default 26817) for slurmctld, +1 slurmdbd, +2 mariadbd, +10.. the slurmds.
set -euo pipefail

DIR=${SLURM_TEST_DIR:-/tmp/oc-slurm-test}
PORT=${SLURM_TEST_PORT:-26817}
HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
NODES=4 GPUS=4 CPUS=16 MEM=65536 ACCT=0 CGROUP=0 CLEAN=0 MINAGE=300 EXTRA= ONLY_INSTALL=0 QUIET=0

die() { echo "slurm up: $*" >&2; exit 1; }
say() { [ "$QUIET" = 1 ] || echo "slurm up: $*" >&2; }

while [ $# -gt 0 ]; do
  case $1 in
    --nodes) NODES=$2; shift 2 ;;
    --gpus-per-node) GPUS=$2; shift 2 ;;
    --cpus-per-node) CPUS=$2; shift 2 ;;
    --mem-per-node) MEM=$2; shift 2 ;;
    --min-job-age) MINAGE=$2; shift 2 ;;
    --extra-conf) EXTRA=$(readlink -f "$2"); shift 2 ;;
    --with-accounting) ACCT=1; shift ;;
    --cgroup) CGROUP=1; shift ;;
    --clean) CLEAN=1; shift ;;
    --install-only) ONLY_INSTALL=1; shift ;;
    --quiet) QUIET=1; shift ;;
    -h|--help) sed -n '2,20p' "$0"; exit 0 ;;
    *) die "unknown option $1" ;;
  esac
done
[[ $NODES =~ ^[1-9][0-9]*$ && $GPUS =~ ^[0-9]+$ && $CPUS =~ ^[1-9][0-9]*$ && $MEM =~ ^[1-9][0-9]*$ ]] || die "numbers please"
[[ $DIR =~ ^/[A-Za-z0-9_./-]+$ ]] || die "SLURM_TEST_DIR must be a plain absolute path, not $DIR"
[ "$(id -u)" = 0 ] || die "must run as root (slurmd starts jobs as their users)"

# ---------------------------------------------------------------- install ---
need=()
have() { command -v "$1" >/dev/null 2>&1 || [ -x "/usr/sbin/$1" ]; }
have slurmctld || need+=(slurmctld)
have slurmd || need+=(slurmd)
have sbatch || need+=(slurm-client)
have munged || need+=(munge)
if [ $ACCT = 1 ]; then
  have slurmdbd || need+=(slurmdbd)
  # the core package is enough: no perl upgrade, no galera, no init scripts
  have mariadbd || need+=(mariadb-server-core)
fi
if [ ${#need[@]} -gt 0 ]; then
  say "installing ${need[*]}"
  tmp_policy=
  if [ ! -e /usr/sbin/policy-rc.d ]; then # keep the packages from starting their own daemons
    printf '#!/bin/sh\nexit 101\n' >/usr/sbin/policy-rc.d; chmod 755 /usr/sbin/policy-rc.d; tmp_policy=1
  fi
  export DEBIAN_FRONTEND=noninteractive
  ok=0
  for try in 1 2 3; do
    if apt-get install -y --no-install-recommends -o DPkg::Lock::Timeout=120 "${need[@]}" >&2; then ok=1; break; fi
    apt-get update -o DPkg::Lock::Timeout=120 >&2 || true
  done
  [ -z "$tmp_policy" ] || rm -f /usr/sbin/policy-rc.d
  [ $ok = 1 ] || die "apt-get install ${need[*]} failed"
fi
[ $ONLY_INSTALL = 0 ] || exit 0

export PATH=$PATH:/usr/sbin:/sbin
mkdir -p "$DIR"; DIR=$(cd "$DIR" && pwd -P)
exec 9>"$DIR/lock"; flock -w 120 9 || die "another up.sh holds $DIR/lock"

# ---------------------------------------------------------- configuration ---
ETC=$DIR/etc RUN=$DIR/run LOG=$DIR/log
mkdir -p "$ETC" "$RUN/munge" "$LOG" "$DIR/state" "$DIR/spool" "$DIR/dev"
chmod 755 "$DIR" "$ETC" "$RUN" "$RUN/munge" "$LOG"
HOST=$(hostname -s 2>/dev/null || hostname)

emit_slurm_conf() {
  cat <<EOF
ClusterName=slurmtest
SlurmctldHost=$HOST(127.0.0.1)
SlurmctldPort=$PORT
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket=$RUN/munge/munge.sock
CredType=cred/munge
StateSaveLocation=$DIR/state
SlurmdSpoolDir=$DIR/spool/%n
SlurmctldPidFile=$RUN/slurmctld.pid
SlurmdPidFile=$RUN/slurmd-%n.pid
SlurmctldLogFile=$LOG/slurmctld.log
SlurmdLogFile=$LOG/slurmd-%n.log
SlurmctldDebug=info
SlurmdDebug=info
SlurmdParameters=config_overrides
MpiDefault=none
SwitchType=switch/none
ReturnToService=2
SlurmctldTimeout=30
SlurmdTimeout=15
MessageTimeout=10
KillWait=3
InactiveLimit=0
Waittime=0
MinJobAge=$MINAGE
CompleteWait=0
MaxArraySize=1001
MaxJobCount=10000
JobRequeue=1
SchedulerType=sched/backfill
SchedulerParameters=bf_interval=2,sched_interval=5,batch_sched_delay=0
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU_Memory
DefMemPerCPU=2048
GresTypes=gpu
MailProg=/bin/true
PreemptType=preempt/partition_prio
PreemptMode=REQUEUE
PriorityType=priority/basic
JobAcctGatherFrequency=task=1
EOF
  if [ $CGROUP = 1 ]; then
    cat <<EOF
ProctrackType=proctrack/cgroup
TaskPlugin=task/cgroup
JobAcctGatherType=jobacct_gather/linux
EOF
  else
    cat <<EOF
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/linux
JobAcctGatherParams=OverMemoryKill
EOF
  fi
  if [ $ACCT = 1 ]; then
    cat <<EOF
AccountingStorageType=accounting_storage/slurmdbd
AccountingStorageHost=127.0.0.1
AccountingStoragePort=$((PORT + 1))
AccountingStoragePass=$RUN/munge/munge.sock
AccountingStorageEnforce=associations,limits,qos
AccountingStorageTRES=gres/gpu
AccountingStoreFlags=job_comment
JobCompType=jobcomp/none
EOF
  else
    cat <<EOF
AccountingStorageType=accounting_storage/none
JobCompType=jobcomp/filetxt
JobCompLoc=$LOG/jobcomp.txt
EOF
  fi
  local gres=; [ "$GPUS" = 0 ] || gres=" Gres=gpu:$GPUS"
  local i
  for ((i = 1; i <= NODES; i++)); do
    echo "NodeName=node$i NodeHostname=$HOST NodeAddr=127.0.0.1 Port=$((PORT + 9 + i)) CPUs=$CPUS RealMemory=$MEM$gres State=UNKNOWN"
  done
  cat <<EOF
PartitionName=lm Nodes=ALL Default=YES PriorityTier=10 DefaultTime=60 MaxTime=INFINITE PreemptMode=OFF State=UP
PartitionName=tiny Nodes=ALL PriorityTier=10 DefaultTime=1 MaxTime=1 PreemptMode=OFF State=UP
PartitionName=spot Nodes=ALL PriorityTier=1 DefaultTime=60 MaxTime=INFINITE PreemptMode=REQUEUE GraceTime=0 State=UP
PartitionName=spotcancel Nodes=ALL PriorityTier=1 DefaultTime=60 MaxTime=INFINITE PreemptMode=CANCEL GraceTime=5 State=UP
PartitionName=closed Nodes=ALL PriorityTier=10 State=DOWN
EOF
  [ -z "$EXTRA" ] || cat "$EXTRA"
}

emit_gres_conf() {
  [ "$GPUS" = 0 ] || echo "Name=gpu File=$DIR/dev/nvidia[0-$((GPUS - 1))]"
}

emit_cgroup_conf() {
  # slurmd loads a cgroup plugin even when nothing uses it; the default, autodetect, dies where
  # /sys/fs/cgroup is absent, and v2 wants systemd.  v1 by name asks for nothing until it is used.
  if [ $CGROUP = 0 ]; then echo "CgroupPlugin=cgroup/v1"; return; fi
  if [ -d /sys/fs/cgroup/memory ]; then
    echo "CgroupPlugin=cgroup/v1"
  else # not tried anywhere yet
    echo "CgroupPlugin=cgroup/v2"
    echo "IgnoreSystemd=yes"
  fi
  echo "ConstrainRAMSpace=yes"
  echo "ConstrainDevices=no"
  echo "ConstrainCores=no"
}

alive() { # alive PIDFILE NAME: the process of that pid file runs (is no zombie) and is that program
  local p; p=$(cat "$1" 2>/dev/null) && [[ $p =~ ^[0-9]+$ ]] && [[ $(cat "/proc/$p/stat" 2>/dev/null) == "$p ($2) "[!ZX]* ]]
}
wait_for() { # wait_for SECONDS WHAT COMMAND...
  local end=$((SECONDS + $1)) what=$2; shift 2
  until "$@" >/dev/null 2>&1; do [ $SECONDS -lt $end ] || die "$what: not after waiting; see $LOG"; sleep 0.1; done
}

new=$(emit_slurm_conf; echo "# gres"; emit_gres_conf; echo "# cgroup"; emit_cgroup_conf)
old=$(cat "$ETC/signature" 2>/dev/null || true)
if alive "$RUN/slurmctld.pid" slurmctld && { [ "$new" != "$old" ] || [ $CLEAN = 1 ]; }; then
  say "cluster is up with another configuration: taking it down"
  SLURM_TEST_DIR=$DIR "$HERE/down.sh" --locked
fi
if [ $CLEAN = 1 ]; then rm -rf "$DIR/state" "$DIR/spool" "$DIR/mysql" "$LOG"; mkdir -p "$DIR/state" "$DIR/spool" "$LOG"; fi
# another set of nodes or plugins cannot always read the old state
if [ -n "$old" ] && [ "$new" != "$old" ]; then rm -rf "$DIR/state" "$DIR/spool"; mkdir -p "$DIR/state" "$DIR/spool"; fi
emit_slurm_conf >"$ETC/slurm.conf"
emit_gres_conf >"$ETC/gres.conf"
emit_cgroup_conf >"$ETC/cgroup.conf"
printf '%s\n' "$new" >"$ETC/signature"
# Fake GPUs: slurmd stats these and wants a character device (a plain file is refused, and then
# CUDA_VISIBLE_DEVICES is not set); a link to /dev/null satisfies it, without mknod.
for ((i = 0; i < GPUS; i++)); do ln -sfn /dev/null "$DIR/dev/nvidia$i"; done
export SLURM_CONF=$ETC/slurm.conf
unset SLURM_CLUSTERS SLURM_PARTITION SBATCH_PARTITION SLURM_JOB_ID 2>/dev/null || true

# Each daemon: close the lock, give it no part of our stdout (or `$(up.sh)` would hang).
bg() { "$@" 3>&- 9>&- </dev/null >>"$LOG/start.log" 2>&1; }

# ------------------------------------------------------------------ munge ---
if ! alive "$RUN/munge/munged.pid" munged; then
  if [ ! -s "$ETC/munge.key" ]; then (umask 077; head -c 128 /dev/urandom >"$ETC/munge.key"); fi
  rm -f "$RUN"/munge/munge.sock*
  bg munged --force --key-file="$ETC/munge.key" --socket="$RUN/munge/munge.sock" \
     --pid-file="$RUN/munge/munged.pid" --log-file="$LOG/munged.log" --seed-file="$RUN/munge/munged.seed" ||
     die "munged did not start: $(tail -3 "$LOG/start.log")"
fi
wait_for 10 "munged socket" test -S "$RUN/munge/munge.sock"

# ------------------------------------------------------------- accounting ---
if [ $ACCT = 1 ]; then
  if [ ! -e "$DIR/mysql/ready" ]; then
    # mariadb-install-db itself wants my_print_defaults from the (large) client package: do its work by hand
    say "initialising the database"
    rm -rf "$DIR/mysql"; mkdir -p "$DIR/mysql"
    {
      printf '%s\n' "create database if not exists mysql;" "use mysql;" "SET @auth_root_socket='root';" # one a line
      cat /usr/share/mysql/mysql_{system_tables,performance_tables,system_tables_data}.sql
    } | mariadbd --no-defaults --user=root --bootstrap --datadir="$DIR/mysql" --innodb-log-file-size=32M \
          --max-allowed-packet=8M --net-buffer-length=16K 3>&- 9>&- >>"$LOG/start.log" 2>&1 ||
      die "mariadbd --bootstrap: $(tail -3 "$LOG/start.log")"
    touch "$DIR/mysql/ready"
  fi
  if [ ! -s "$ETC/db.pass" ]; then (umask 077; head -c 18 /dev/urandom | base64 | tr -d '+/=' >"$ETC/db.pass"); fi
  (umask 077; cat >"$ETC/db-init.sql" <<EOF
CREATE DATABASE IF NOT EXISTS slurm_acct_db;
CREATE USER IF NOT EXISTS 'slurm'@'127.0.0.1' IDENTIFIED BY '$(cat "$ETC/db.pass")';
GRANT ALL ON slurm_acct_db.* TO 'slurm'@'127.0.0.1';
EOF
  )
  if ! alive "$RUN/mariadbd.pid" mariadbd; then
    mariadbd --no-defaults --user=root --datadir="$DIR/mysql" --socket="$RUN/mysql.sock" --pid-file="$RUN/mariadbd.pid" \
      --bind-address=127.0.0.1 --port=$((PORT + 2)) --skip-name-resolve --init-file="$ETC/db-init.sql" \
      --innodb-buffer-pool-size=128M --innodb-log-file-size=32M --innodb-flush-log-at-trx-commit=0 \
      --innodb-lock-wait-timeout=900 --log-error="$LOG/mariadb.log" 3>&- 9>&- </dev/null >>"$LOG/start.log" 2>&1 &
    disown
  fi
  wait_for 30 "mariadbd" bash -c "exec 3<>/dev/tcp/127.0.0.1/$((PORT + 2))"
  if ! alive "$RUN/slurmdbd.pid" slurmdbd; then
    (umask 077; cat >"$ETC/slurmdbd.conf" <<EOF
AuthType=auth/munge
AuthInfo=socket=$RUN/munge/munge.sock
DbdHost=$HOST
DbdAddr=127.0.0.1
DbdPort=$((PORT + 1))
SlurmUser=root
PidFile=$RUN/slurmdbd.pid
LogFile=$LOG/slurmdbd.log
DebugLevel=info
StorageType=accounting_storage/mysql
StorageHost=127.0.0.1
StoragePort=$((PORT + 2))
StorageUser=slurm
StoragePass=$(cat "$ETC/db.pass")
StorageLoc=slurm_acct_db
CommitDelay=1
EOF
    )
    bg slurmdbd || die "slurmdbd did not start: $(tail -3 "$LOG/start.log")"
  fi
  wait_for 30 "slurmdbd" sacctmgr -n list cluster
  [ -n "$(sacctmgr -nP list cluster format=cluster)" ] || sacctmgr -i add cluster slurmtest >>"$LOG/start.log" 2>&1 || die "sacctmgr add cluster"
fi

# ---------------------------------------------------------------- daemons ---
ulimit -n 65536 2>/dev/null || true
if ! alive "$RUN/slurmctld.pid" slurmctld; then bg slurmctld || die "slurmctld did not start: $(tail -3 "$LOG/start.log" "$LOG/slurmctld.log")"; fi
ctld_up() { # answers; and if it has died meanwhile, say why at once
  scontrol ping && return 0
  sleep 0.3; alive "$RUN/slurmctld.pid" slurmctld || die "slurmctld died: $(grep fatal "$LOG/slurmctld.log" | tail -1)" 2>&3
  return 1
}
exec 3>&2
wait_for 30 "slurmctld" ctld_up
if [ $ACCT = 1 ] && [ -z "$(sacctmgr -nP list account research format=account)" ]; then
  # after slurmctld: it is what registers the gres/gpu TRES that the limits name
  {
    sacctmgr -i add account research Description=research Organization=test
    sacctmgr -i add qos limited && sacctmgr -i modify qos limited set MaxSubmitJobsPerUser=2 MaxJobsPerUser=1
    sacctmgr -i add qos gpu1 && sacctmgr -i modify qos gpu1 set MaxTRESPerUser=gres/gpu=1
    sacctmgr -i add qos gpudeny && sacctmgr -i modify qos gpudeny set MaxTRESPerJob=gres/gpu=1 Flags=DenyOnLimit
    for u in root ${SLURM_TEST_USERS:-}; do
      sacctmgr -i add user "$u" account=research
      sacctmgr -i modify user "$u" where account=research set qos=normal,limited,gpu1,gpudeny defaultqos=normal
      sacctmgr -i modify user "$u" set defaultaccount=research
    done
  } >>"$LOG/start.log" 2>&1 || die "sacctmgr: $(tail -3 "$LOG/start.log")"
fi
for ((i = 1; i <= NODES; i++)); do
  alive "$RUN/slurmd-node$i.pid" slurmd || bg slurmd -N "node$i" || die "slurmd node$i did not start: $(tail -n 3 "$LOG/start.log" "$LOG/slurmd-node$i.log" 2>&1)"
done
all_idle() { # every node answers and none is down, drained or unknown
  local s n=0
  while read -r s; do
    case $s in idle|mixed|allocated|completing) n=$((n + 1)) ;; *) return 1 ;; esac
  done < <(sinfo -hN -p lm -o %T)
  [ $n = "$NODES" ]
}
end=$((SECONDS + 40)); tries=0
until all_idle; do
  [ $SECONDS -lt $end ] || die "nodes are not idle: $(sinfo -hN -p lm -o '%N %T %E' | tr '\n' ';')"
  sleep 0.2; tries=$((tries + 1))
  if [ $((tries % 10)) = 0 ]; then # left down or drained by an earlier test
    sinfo -hN -p lm -t down,drain,fail -o %N | while read -r n; do scontrol update "nodename=$n" state=resume >/dev/null 2>&1 || true; done
  fi
done

cat >"$DIR/env.sh" <<EOF
export SLURM_TEST_DIR=$DIR
export SLURM_CONF=$ETC/slurm.conf
export SLURM_TEST_NODES=$NODES SLURM_TEST_GPUS_PER_NODE=$GPUS SLURM_TEST_ACCOUNTING=$ACCT
EOF
say "up: $NODES nodes, $GPUS GPUs each, accounting $([ $ACCT = 1 ] && echo slurmdbd || echo none), ${SECONDS}s"
cat "$DIR/env.sh"
