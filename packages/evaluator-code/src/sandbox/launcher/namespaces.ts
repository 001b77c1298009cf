/** Python: user, mount, process, network and IPC namespaces without privileges, and a root of their own. */
export const NAMESPACES = String.raw`# Namespaces

def enter_namespaces():
    """None, or why there are none. The process that comes next is the first of its own process namespace."""
    if not hasattr(libc, 'unshare'):
        return 'this system has no namespaces'
    ready, done = os.pipe(), os.pipe()
    helper = os.fork()
    if helper == 0:
        write_maps(ready, done)
    failed = libc.unshare(CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWNET | CLONE_NEWIPC | CLONE_NEWUTS)
    number = ctypes.get_errno()
    os.write(ready[1], b'n' if failed else b'y')
    answer = os.read(done[0], 1)
    os.waitpid(helper, 0)
    for end in ready + done:
        os.close(end)
    if failed:
        return 'unshare: ' + os.strerror(number)
    return None if answer == b'y' else 'the user map of a namespace cannot be written'


def write_maps(ready, done):
    """In a helper that stays outside: it alone may map two users, root's own and nobody."""
    answer = b'n'
    if os.read(ready[0], 1) == b'y':
        user, group, place = os.geteuid(), os.getegid(), '/proc/%d/' % os.getppid()
        for more in ([NOBODY], []) if user == 0 else ([],):
            try:
                if user != 0:
                    write(place + 'setgroups', 'deny')
                for name, own in (('uid_map', user), ('gid_map', group)):
                    write(place + name, ''.join('%d %d 1\n' % (one, one) for one in [own] + more))
                answer = b'y'
                break
            except OSError:
                pass
    os.write(done[1], answer)
    os._exit(0)


def write(path, text):
    with open(path, 'w') as file:
        file.write(text)


def mount(source, target, kind, flags, data=None):
    texts = [None if text is None else os.fsencode(text) for text in (source, target, kind, data)]
    if libc.mount(texts[0], texts[1], texts[2], ctypes.c_ulong(flags), texts[3]) != 0:
        number = ctypes.get_errno()
        raise OSError(number, 'mount %s: %s' % (target, os.strerror(number)))


def build_root(root, size):
    """A root of its own: the interpreter and the system's libraries to read, one folder in memory to write."""
    mount(None, '/', None, MS_REC | MS_PRIVATE)
    mount('none', root, 'tmpfs', MS_NOSUID | MS_NODEV, 'size=1m,mode=755')
    for path in readable():
        bind(path, root + path)
    for name in ('null', 'zero', 'random', 'urandom'):
        bind('/dev/' + name, root + '/dev/' + name)
    os.mkdir(root + '/work')
    for place in mounts_below(root):
        flags = os.statvfs(place).f_flag
        locked = sum(flag for known, flag in LOCKED.items() if flags & known)
        nodev = 0 if place.startswith(root + '/dev/') else MS_NODEV
        mount(None, place, None, MS_REMOUNT | MS_BIND | MS_RDONLY | MS_NOSUID | nodev | locked)
    mount('none', root + '/work', 'tmpfs', MS_NOSUID | MS_NODEV, 'size=%d,nr_inodes=4096,mode=777' % size)
    os.chdir(root)
    if libc.syscall(PIVOT_ROOT.get(os.uname().machine, 41), b'.', b'.') != 0:
        raise OSError(ctypes.get_errno(), 'pivot_root')
    if libc.umount2(b'.', MNT_DETACH) != 0:
        raise OSError(ctypes.get_errno(), 'umount2')
    os.chdir('/work')


def readable():
    wanted = ['/usr', '/lib', '/lib32', '/lib64', '/bin', '/etc/ld.so.cache', '/nix/store', '/gnu/store',
              sys.base_prefix, sys.base_exec_prefix, sys.prefix, sys.exec_prefix]
    chosen = []
    for path in map(os.path.abspath, wanted):
        if path == '/' or not os.path.exists(path):
            continue
        if not any(path == other or path.startswith(other + '/') for other in chosen):
            chosen.append(path)
    return chosen


def bind(path, target):
    os.makedirs(os.path.dirname(target), exist_ok=True)
    if os.path.islink(path):
        if not os.path.lexists(target):
            os.symlink(os.readlink(path), target)
        return
    if os.path.isdir(path):
        os.makedirs(target, exist_ok=True)
    else:
        open(target, 'w').close()
    mount(path, target, None, MS_BIND | MS_REC)


def mounts_below(root):
    with open('/proc/self/mountinfo') as file:
        places = [line.split(' ')[4].encode().decode('unicode_escape') for line in file]
    return sorted((place for place in places if place == root or place.startswith(root + '/')), reverse=True)
`;
