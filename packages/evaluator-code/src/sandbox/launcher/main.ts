/** Python: reads a job, enters namespaces if it may, runs the program, says how it ended. */
export const MAIN = String.raw`# Runs one program that a model wrote, with its tests, and says how it ended. Reads a job from standard input (JSON)
# and writes the outcome to standard output (JSON, one line). Three processes: this one, which nobody inside can reach;
# the first process of a namespace of its own, whose end ends everything inside; and the program.
CLONE_NEWNS, CLONE_NEWUTS, CLONE_NEWIPC, CLONE_NEWUSER, CLONE_NEWPID, CLONE_NEWNET = (
    0x20000, 0x4000000, 0x8000000, 0x10000000, 0x20000000, 0x40000000)
MS_RDONLY, MS_NOSUID, MS_NODEV, MS_REMOUNT, MS_BIND, MS_REC, MS_PRIVATE = 1, 2, 4, 32, 4096, 16384, 1 << 18
# What a remount must repeat, for a user may not take it back: statvfs flag -> mount flag.
LOCKED = {2: 2, 4: 4, 8: 8, 1024: 1024, 2048: 2048, 4096: 1 << 21}
MNT_DETACH = 2
PR_SET_PDEATHSIG, PR_SET_CHILD_SUBREAPER, PR_SET_NO_NEW_PRIVS = 1, 36, 38
PIVOT_ROOT = {'x86_64': 155, 'aarch64': 41, 'riscv64': 41, 'ppc64le': 203, 's390x': 217, 'loongarch64': 41}
NOBODY = 65534
SAYS_MOST = 1 << 16
libc = ctypes.CDLL(None, use_errno=True)


def main():
    job = json.loads(sys.stdin.buffer.read())
    missing = {}
    inside = False
    try:
        # Should the machine run out of memory all the same, this is what goes.
        write('/proc/self/oom_score_adj', '1000')
    except OSError:
        pass
    if job['isolation'] != 'none':
        reason = enter_namespaces()
        inside = reason is None
        if not inside:
            missing = dict.fromkeys(('files', 'network', 'processes'), reason)
            if job['isolation'] == 'required':
                return say({'outcome': 'unavailable', 'detail': reason, 'missing': missing})
    if not sys.platform.startswith('linux'):
        missing['memory'] = 'this system does not hold a process to its address space'
    say({**run(job, inside), 'missing': missing})


def say(outcome):
    sys.stdout.write(json.dumps(outcome) + '\n')
    sys.stdout.flush()
`;
