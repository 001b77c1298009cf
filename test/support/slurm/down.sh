#!/usr/bin/env bash
# Stop the cluster up.sh started: only the processes it started, by pid.
#   down.sh [--purge]     --purge also removes $SLURM_TEST_DIR
# Calling it with nothing running is fine.
set -euo pipefail
DIR=${SLURM_TEST_DIR:-/tmp/oc-slurm-test}
PURGE=0 LOCKED=0
for a in "$@"; do
  case $a in
    --purge) PURGE=1 ;;
    --locked) LOCKED=1 ;; # up.sh calls us holding the lock
    *) echo "slurm down: unknown option $a" >&2; exit 1 ;;
  esac
done
[[ $DIR =~ ^/[A-Za-z0-9_./-]+$ ]] || { echo "slurm down: bad SLURM_TEST_DIR" >&2; exit 1; }
[ -d "$DIR" ] || exit 0
DIR=$(cd "$DIR" && pwd -P)
[ -f "$DIR/etc/slurm.conf" ] || exit 0
export PATH=$PATH:/usr/sbin:/sbin SLURM_CONF=$DIR/etc/slurm.conf
RUN=$DIR/run
if [ $LOCKED = 0 ]; then exec 9>"$DIR/lock"; flock -w 120 9; fi

running() { [[ $(cat "/proc/$1/stat" 2>/dev/null) == "$1 ($2) "[!ZX]* ]]; } # running PID NAME; a zombie is not
pid_of() { # pid_of PIDFILE NAME: prints the pid if that process is that program
  local p; p=$(cat "$1" 2>/dev/null) || return 1
  [[ $p =~ ^[0-9]+$ ]] && running "$p" "$2" && echo "$p"
}
stop() { # stop PIDFILE NAME: TERM, wait 10 s, KILL
  local p i; p=$(pid_of "$1" "$2") || return 0
  kill -TERM "$p" 2>/dev/null || return 0
  for ((i = 0; i < 100; i++)); do
    running "$p" "$2" || { rm -f "$1"; return 0; }
    sleep 0.1
  done
  kill -KILL "$p" 2>/dev/null || true; rm -f "$1"
}

# 1. jobs: let Slurm end them, so that no step outlives its slurmd
if pid_of "$RUN/slurmctld.pid" slurmctld >/dev/null && timeout 10 scontrol ping >/dev/null 2>&1; then
  if [ -n "$(timeout 10 squeue -h -t all -o %i --states=PD,R,CG,S,CF 2>/dev/null | head -1)" ]; then
    timeout 20 scancel --signal=KILL --full -t R 2>/dev/null || true
    timeout 20 scancel -t PD,R,S,CF 2>/dev/null || true
    for ((i = 0; i < 50; i++)); do
      [ -n "$(timeout 10 squeue -h -o %i 2>/dev/null | head -1)" ] || break
      sleep 0.2
    done
  fi
fi
# 2. daemons, clients of one another first
for f in "$RUN"/slurmd-*.pid; do [ ! -e "$f" ] || stop "$f" slurmd & done; wait
stop "$RUN/slurmctld.pid" slurmctld
stop "$RUN/slurmdbd.pid" slurmdbd
stop "$RUN/mariadbd.pid" mariadbd
stop "$RUN/munge/munged.pid" munged
# 3. step daemons whose slurmd died under them: ours are those with a file open in our directory
for p in $(ls /proc | grep -E '^[0-9]+$'); do
  [ "$(cat "/proc/$p/comm" 2>/dev/null)" = slurmstepd ] || continue
  ls -l "/proc/$p/fd" 2>/dev/null | grep -q -- "-> $DIR/" || continue
  for c in $(cat "/proc/$p/task/"*/children 2>/dev/null); do kill -KILL -- "-$c" 2>/dev/null || kill -KILL "$c" 2>/dev/null || true; done
  kill -KILL "$p" 2>/dev/null || true
done
[ $PURGE = 0 ] || rm -rf "$DIR"
exit 0
