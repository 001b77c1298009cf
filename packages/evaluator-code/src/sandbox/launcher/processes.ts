/** Python: starts the program under its limits, watches it, and ends all that is left of it. */
export const PROCESSES = String.raw`# Processes

def run(job, inside):
    verdict, control = os.pipe(), os.pipe()
    if not inside and sys.platform.startswith('linux'):
        # What the program leaves behind becomes ours, and so can be found and ended.
        libc.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    child = os.fork()
    if child == 0:
        os.close(verdict[0])
        os.close(control[0])
        (first if inside else program)(job, verdict[1], control[1], inside)
    os.close(verdict[1])
    os.close(control[1])
    outcome = watch(job, child, verdict[0], control[0], inside)
    end_everything(child, inside)
    return outcome


def watch(job, child, verdict, control, inside):
    """Reads what the program says until it says it all, ends, or has had its time."""
    end = time.monotonic() + job['wall_seconds']
    said, told, open_ends = b'', b'', [verdict, control]
    while open_ends:
        left = end - time.monotonic()
        if left <= 0:
            return {'outcome': 'timeout', 'detail': 'it was not over after %g s' % job['wall_seconds']}
        for source in select.select(open_ends, [], [], min(left, 0.2))[0]:
            data = os.read(source, 4096)
            if not data:
                open_ends.remove(source)
            elif source == verdict:
                said += data
            else:
                told += data
        if b'\n' in said or len(said) > SAYS_MOST:
            break
        if told.endswith(b'\n'):
            said += rest_of(verdict)
            break
        if not inside:
            pid, status = os.waitpid(child, os.WNOHANG)
            if pid != 0:
                told = json.dumps({'status': status}).encode() + b'\n'
                said += rest_of(verdict)
                break
    if not inside and not told:
        told = await_end(child, end)
    return verdict_of(job, said) or ending_of(job, told)


def await_end(child, end):
    """For a program that closed everything it had: it may go on."""
    while time.monotonic() < end:
        pid, status = os.waitpid(child, os.WNOHANG)
        if pid != 0:
            return json.dumps({'status': status}).encode() + b'\n'
        time.sleep(0.02)
    return json.dumps({'late': True}).encode()


def rest_of(source):
    os.set_blocking(source, False)
    try:
        return os.read(source, SAYS_MOST)
    except OSError:
        return b''


def verdict_of(job, said):
    try:
        verdict = json.loads(said.split(b'\n', 1)[0])
        if verdict['token'] != job['token']:
            return None
        return {'outcome': str(verdict['outcome']), 'detail': str(verdict['detail'])}
    except (ValueError, KeyError, TypeError):
        return None


def ending_of(job, told):
    """It ended without a verdict: by itself, before its tests were over, or it was ended."""
    try:
        message = json.loads(told)
    except ValueError:
        return {'outcome': 'failed', 'detail': 'it ended everything it could reach before its tests were over'}
    if 'broken' in message:
        return {'outcome': 'broken', 'detail': message['broken']}
    if 'late' in message:
        return {'outcome': 'timeout', 'detail': 'it was not over after %g s' % job['wall_seconds']}
    number = os.WTERMSIG(message['status']) if os.WIFSIGNALED(message['status']) else 0
    # Killed for its time only by the hard limit, a second later: what else kills it says nothing of time.
    spent = message.get('seconds', 0) >= job['cpu_seconds']
    if number == signal.SIGXCPU or (number == signal.SIGKILL and spent):
        return {'outcome': 'timeout', 'detail': 'it used its %g s of processor time' % job['cpu_seconds']}
    if number:
        return {'outcome': 'failed', 'detail': 'ended by signal %d before its tests were over' % number}
    return {'outcome': 'failed', 'detail': 'it exited (%d) before its tests were over' % os.WEXITSTATUS(message['status'])}


def end_everything(child, inside):
    for kill in (os.kill, os.killpg):
        try:
            kill(child, signal.SIGKILL)
        except OSError:
            pass
    try:
        os.waitpid(child, 0)
    except ChildProcessError:
        pass
    while not inside and end_strays():
        time.sleep(0.01)


def end_strays():
    """Ends processes that were left to us. Returns whether there were any."""
    own, found = os.getpid(), False
    for name in os.listdir('/proc') if os.path.isdir('/proc') else []:
        try:
            with open('/proc/%s/stat' % name) as file:
                parent = int(file.read().rsplit(')', 1)[1].split()[1])
            if name.isdigit() and parent == own:
                found = True
                os.kill(int(name), signal.SIGKILL)
                os.waitpid(int(name), 0)
        except (OSError, IndexError, ValueError):
            pass
    return found


def first(job, verdict, control, _):
    """The first process of the namespace: it makes the root, starts the program, and takes everything along at its end."""
    try:
        libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        build_root(job['folder'], job['file_bytes'])
        child = os.fork()
        if child == 0:
            program(job, verdict, control, True)
        os.close(verdict)
        while True:
            pid, status, usage = os.wait3(0)
            if pid == child:
                break
        message = {'status': status, 'seconds': usage.ru_utime + usage.ru_stime}
    except BaseException as error:
        message = {'broken': '%s: %s' % (type(error).__name__, error)}
    os.write(control, json.dumps(message).encode() + b'\n')
    os._exit(0)


def program(job, verdict, control, inside):
    try:
        os.setsid()
        limit(job, inside)
        lock_down(job, verdict, inside)
    except BaseException as error:
        os.write(control, json.dumps({'broken': '%s: %s' % (type(error).__name__, error)}).encode() + b'\n')
        os._exit(0)
    judge(job, verdict)


def limit(job, inside):
    def at_most(name, soft, hard=None):
        if not hasattr(resource, name):
            return
        most = resource.getrlimit(getattr(resource, name))[1]
        values = [one if most == resource.RLIM_INFINITY else min(one, most) for one in (soft, hard or soft)]
        resource.setrlimit(getattr(resource, name), tuple(values))
    at_most("RLIMIT_CPU", job['cpu_seconds'], job['cpu_seconds'] + 1)
    at_most("RLIMIT_FSIZE", job['file_bytes'])
    at_most("RLIMIT_CORE", 0)
    at_most("RLIMIT_NOFILE", 64)
    if sys.platform.startswith('linux'):
        at_most("RLIMIT_AS", job['memory_bytes'])
    if inside:
        # Counted in this user namespace alone. Where the program has a user of its own it is one, else there are two more:
        # the first process, and the one outside.
        at_most("RLIMIT_NPROC", job['processes'] + (1 if os.geteuid() == 0 else 3))


def lock_down(job, verdict, inside):
    if inside and os.geteuid() == 0:
        try:
            os.setgroups([])
            os.setgid(NOBODY)
            os.setuid(NOBODY)
        except OSError as error:
            if error.errno != errno.EINVAL:
                raise
    if inside:
        header, data = (ctypes.c_uint32 * 2)(0x20080522, 0), (ctypes.c_uint32 * 6)()
        if libc.capset(header, data) != 0:
            raise OSError(ctypes.get_errno(), 'capset')
    if sys.platform.startswith('linux'):
        libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    if not inside:
        os.chdir(job['folder'])
        if sys.platform.startswith('linux'):
            libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    os.environ.clear()
    os.environ.update({'PATH': '/usr/bin:/bin', 'HOME': os.getcwd(), 'TMPDIR': os.getcwd(), 'LANG': 'C.UTF-8',
                       "OPENBLAS_NUM_THREADS": '1', "OMP_NUM_THREADS": '1'})
    nothing = os.open('/dev/null', os.O_RDWR)
    for end in (0, 1, 2):
        os.dup2(nothing, end)
    os.dup2(verdict, 3)
    os.closerange(4, 4096)
`;
