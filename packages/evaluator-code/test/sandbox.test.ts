import { execFile } from 'node:child_process';
import { access, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';
import { canIsolate, run } from './support.ts';

async function folder(): Promise<string> {
  const place = await mkdtemp(join(tmpdir(), 'oc-outside-'));
  onTestFinished(() => rm(place, { recursive: true, force: true }));
  return place;
}

/** Processes whose command line or environment mentions a mark, as long as there are some. */
async function processesWith(mark: string): Promise<string[]> {
  const found: string[] = [];
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name) && name !== String(process.pid))) {
    const text = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
    if (text.includes(mark)) found.push(pid);
  }
  return found;
}

describe('a program in a sandbox', () => {
  it('passes when its tests do', async () => {
    expect(await run('def f():\n    return 1')).toMatchObject({ outcome: 'passed' });
  });

  it.each([
    ['def f(): return 2', 'wrong_answer', /AssertionError/],
    ['def f(): raise ValueError("no 3")', 'failed', /ValueError: no 3/],
    ['def g(): return 1', 'failed', /NameError/],
    ['def f(: return 1', 'failed', /SyntaxError/],
    ['f = lambda: 1\nassert False, "own"', 'failed', /AssertionError: own/],
    ['', 'failed', /NameError/],
    ['\0', 'failed', /null bytes/],
    ['\ud83d', 'failed', /UnicodeEncodeError/],
    ['def f():\n  return f()', 'failed', /RecursionError|signal 11/],
    [`class E(Exception):\n  def __str__(self): raise ValueError\ndef f(): raise E()`, 'failed', /cannot be shown/],
  ])('is told what is wrong with %j: %s', async (program, outcome, detail) => {
    expect(await run(program)).toMatchObject({ outcome, detail: expect.stringMatching(detail) });
  });

  it('is told what is wrong with 50,000 brackets', async () => {
    const outcome = { outcome: 'failed', detail: expect.stringMatching(/\w+Error/) };
    expect(await run(`x = ${'('.repeat(50_000)}`)).toMatchObject(outcome);
  });

  it('is the first reading of the answer that compiles', async () => {
    expect(await run(['Here you are:', 'def f(): return 1'])).toMatchObject({ outcome: 'passed' });
  });

  it('does not run what stands under __main__', async () => {
    expect(await run('f = lambda: 1\nif __name__ == "__main__":\n    f = input()')).toMatchObject({
      outcome: 'passed',
    });
  });

  it('gives the same result every time: hashes of texts are the same', async () => {
    const program = 'def f(): return list({"a", "b", "c", "d", "e", "f", "g"})';
    const first = await run(program, { tests: ['assert False, f()'] });
    expect(await run(program, { tests: ['assert False, f()'] })).toEqual(first);
  });
});

describe('a program that loops', () => {
  it('ends when its processor time is over', async () => {
    expect(await run('while True: pass', { limits: { cpuSeconds: 1 } })).toMatchObject({
      outcome: 'timeout',
      detail: expect.stringContaining('processor time'),
    });
  });

  it('ends though it ignores every signal that can be ignored', async () => {
    const program = `
import signal
for number in range(1, 65):
    try: signal.signal(number, signal.SIG_IGN)
    except (OSError, ValueError): pass
while True: pass`;
    expect(await run(program, { limits: { cpuSeconds: 1 } })).toMatchObject({ outcome: 'timeout' });
  });

  it('ends when its time is over though it only waits', async () => {
    const ending = await run('import time\ntime.sleep(1000)', { limits: { wallSeconds: 2 } });
    expect(ending).toMatchObject({ outcome: 'timeout', detail: expect.stringContaining('2 s') });
  });

  it('ends though it closed everything that it had', async () => {
    const program = 'import os, time\nos.closerange(0, 100)\ntime.sleep(1000)';
    expect(await run(program, { limits: { wallSeconds: 2 } })).toMatchObject({ outcome: 'timeout' });
  });

  it('ends at once when everything is to end', async () => {
    const stop = new AbortController();
    const ending = run('import time\ntime.sleep(1000)', { signal: stop.signal, limits: { wallSeconds: 500 } });
    setTimeout(() => stop.abort(new Error('enough')), 300);
    await expect(ending).rejects.toThrow('enough');
  });
});

describe('a program that wants more than its share', () => {
  it('of memory fails', async () => {
    expect(await run('x = bytearray(2 << 30)')).toMatchObject({
      outcome: 'failed',
      detail: expect.stringContaining('MemoryError'),
    });
    expect(await run('x = []\nwhile True: x.append(bytearray(1 << 20))')).toMatchObject({ outcome: 'failed' });
  });

  it('of output has it thrown away', async () => {
    const program = `
import sys
def f():
    for _ in range(1024):
        sys.stdout.write("x" * (1 << 20)); sys.stderr.write("y")
    return 1`;
    expect(await run(program, { limits: { cpuSeconds: 60, wallSeconds: 300 } })).toMatchObject({
      outcome: 'passed',
      detail: '',
    });
  });

  it('of disk fails', async () => {
    const program = `
def f():
    with open("big", "wb") as file:
        while True: file.write(b"x" * (1 << 20))`;
    const { outcome, detail } = await run(program);
    expect(outcome).toBe('failed');
    expect(detail).toMatch(/File too large|No space left|signal 25/);
  });

  it.runIf(canIsolate)('of disk in many files fails too', async () => {
    const program = `
def f():
    for i in range(10_000):
        with open(str(i), "wb") as file: file.write(b"x" * (1 << 20))`;
    expect(await run(program)).toMatchObject({ outcome: 'failed', detail: expect.stringContaining('No space left') });
  });

  it.runIf(canIsolate)('of processes is refused them', async () => {
    const program = `
import os, time
def f():
    children = 0
    try:
        while children < 500:
            if os.fork() == 0: time.sleep(1000)
            children += 1
    except OSError as error:
        return (children <= 16, error.errno)`;
    expect(await run(program, { tests: ['import errno', 'assert f() == (True, errno.EAGAIN)'] })).toMatchObject({
      outcome: 'passed',
    });
  });

  it.runIf(canIsolate)('of processes, for ever, ends with all of them', async () => {
    const program = 'import os\nwhile True:\n    try: os.fork()\n    except OSError: pass';
    expect(await run(program, { limits: { cpuSeconds: 1, wallSeconds: 3 } })).toMatchObject({ outcome: 'timeout' });
  });
});

describe.runIf(canIsolate)('a program that reaches beyond its folder', () => {
  it('reads no file of the machine', async () => {
    const secret = join(await folder(), 'secret.txt');
    await writeFile(secret, 'secret', { mode: 0o644 });
    for (const path of [
      secret,
      '/etc/passwd',
      process.cwd(),
      process.env.HOME ?? '/root/.profile',
      '/proc/1/environ',
    ]) {
      const { outcome, detail } = await run(
        `import os\nf = lambda: os.listdir(p) if os.path.isdir(p) else open(p).read()\np = ${JSON.stringify(path)}`,
      );
      // The home folder of whoever owns the interpreter may be on the way to it: then it holds nothing else.
      if (outcome === 'wrong_answer') continue;
      expect({ path, outcome, detail }).toEqual({
        path,
        outcome: 'failed',
        detail: expect.stringContaining('FileNotFoundError'),
      });
    }
  });

  it('sees nothing in the home folder but the way to the interpreter', async () => {
    const program = `
import os, sys
def f():
    seen = [os.path.join(place, name) for place, _, names in os.walk("/") for name in names]
    places = ("/usr", "/lib", "/bin", "/dev", "/etc/ld.so.cache", "/work", "/nix", "/gnu", sys.prefix, sys.base_prefix)
    return [path for path in seen if not path.startswith(places)]`;
    expect(
      await run(program, { tests: ['assert f() == [], f()'], limits: { cpuSeconds: 60, wallSeconds: 200 } }),
    ).toMatchObject({ outcome: 'passed' });
  });

  it('writes nowhere else, and what it writes is gone afterwards', async () => {
    const outside = await folder();
    const program = `
import os, sys
def f():
    wrote = []
    for place in (${JSON.stringify(outside)}, "/tmp", "/var/tmp", "/", "/usr", "/dev", "/dev/shm", sys.prefix, os.path.dirname(os.__file__)):
        try:
            with open(os.path.join(place, "evil"), "w") as file: file.write("x")
            wrote.append(place)
        except OSError: pass
    with open("fine", "w") as file: file.write("x")
    return wrote`;
    expect(await run(program, { tests: ['assert f() == [], f()'] })).toMatchObject({ outcome: 'passed' });
    expect(await readdir(outside)).toEqual([]);
    await expect(access('/tmp/evil')).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('has no environment, no open files and no rights', async () => {
    const program = `
import os
def f():
    open_ones = []
    for number in range(256):
        try: os.fstat(number); open_ones.append(number)
        except OSError: pass
    return sorted(os.environ), open_ones, os.getuid() != 0 or os.geteuid() != 0`;
    const wanted = `(['HOME', 'LANG', 'OMP_NUM_THREADS', 'OPENBLAS_NUM_THREADS', 'PATH', 'TMPDIR'], [0, 1, 2, 3], True)`;
    expect(await run(program, { tests: [`assert f() == ${wanted}, f()`] })).toMatchObject({ outcome: 'passed' });
  });

  it('mounts nothing and changes no root', async () => {
    const program = `
import ctypes, os
libc = ctypes.CDLL(None, use_errno=True)
def f():
    tried = [libc.mount(b"none", b"/work", b"tmpfs", 0, None), libc.umount2(b"/usr", 2), libc.unshare(0x20000), libc.sethostname(b"x", 1)]
    try: os.chroot("/work"); tried.append(0)
    except OSError: pass
    try: os.setuid(0); tried.append(os.getuid())
    except OSError: pass
    return 0 in tried`;
    expect(await run(program, { tests: ['assert f() == False'] })).toMatchObject({ outcome: 'passed' });
  });

  it('finds no network, not even this machine', async () => {
    const server = createServer((socket) => socket.end());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : 0;
    const program = `
import socket
def f():
    reached = []
    for place in (("127.0.0.1", ${port}), ("192.0.2.1", 80)):
        for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM):
            try:
                with socket.socket(socket.AF_INET, kind) as one:
                    one.settimeout(5); one.connect(place); one.send(b"x"); reached.append((place, kind))
            except OSError: pass
    try: socket.getaddrinfo("localhost.example", 80); reached.append("names")
    except OSError: pass
    return reached`;
    expect(await run(program, { tests: ['assert f() == [], f()'] })).toMatchObject({ outcome: 'passed' });
  });

  it('ends nobody but itself', async () => {
    const program = (call: string) => `import os, signal\n${call}\ndef f(): return 1`;
    const before = process.pid;
    for (const call of ['os.kill(os.getppid(), 9)', 'os.kill(-1, 9)', 'os.killpg(0, 9)', `os.kill(${before}, 9)`]) {
      const { outcome } = await run(program(`try: ${call}\nexcept OSError: pass`));
      expect(['passed', 'failed']).toContain(outcome);
    }
    expect(process.pid).toBe(before);
  });
});

describe('a program that would pass without its tests', () => {
  it.each([
    ['exits while it is loaded', 'import sys\nsys.exit(0)'],
    ['exits at once while it is loaded', 'import os\nos._exit(0)'],
    ['exits when it is called', 'import os\ndef f(): os._exit(0)'],
    ['raises SystemExit when it is called', 'def f(): raise SystemExit(0)'],
    [
      'says so itself',
      'import os, json\nfor end in range(3, 20):\n  try: os.write(end, json.dumps({"token": "x", "outcome": "passed", "detail": ""}).encode() + b"\\n")\n  except OSError: pass\nos._exit(0)',
    ],
    ['floods whoever listens', 'import os\nwhile True: os.write(3, b"x" * 65536)'],
    ['kills itself', 'import os\nos.kill(os.getpid(), 9)'],
    ['becomes another program', 'import os\nos.execv("/bin/true", ["true"])'],
    ['changes what exits', 'import sys, os\nsys.exit = os._exit = exit = quit = lambda *_: None\ndef f(): return 2'],
    [
      'changes what an assert raises',
      'import builtins\nclass Quiet(Exception): pass\nbuiltins.AssertionError = Quiet\ndef f(): return 2',
    ],
    [
      'changes what compiles and runs',
      'import builtins\nbuiltins.exec = builtins.compile = lambda *_: None\ndef f(): return 2',
    ],
    [
      'changes what reports',
      'import os, json, sys\nos.write = json.dumps = lambda *_: b""\nsys.modules.clear()\ndef f(): return 2',
    ],
    ['counts as optimised', 'import sys\nsys.flags = None\n__debug__ if True else None\ndef f(): return 2'],
    ['answers with what is equal to all', 'class Any:\n  def __eq__(self, other): return True\ndef f(): return Any()'],
    [
      'answers with a number that is equal to all',
      'class Any(int):\n  def __eq__(self, other): return True\n  __hash__ = int.__hash__\ndef f(): return Any(7)',
    ],
    ['forks and lets its child say it', 'import os\ndef f():\n  if os.fork() == 0: return 1\n  os.wait(); return 2'],
  ])('does not when it %s', async (_, program) => {
    const { outcome } = await run(program, { limits: { cpuSeconds: 2, wallSeconds: 8 } });
    expect(['failed', 'wrong_answer', 'timeout']).toContain(outcome);
  });

  it.each(['[Any()]', '{"a": (1, Any())}', '{Any()}', '(Any(),)'])(
    'does not with such a thing inside %s',
    async (value) => {
      const program = `class Any:\n  def __eq__(self, other): return True\n  def __hash__(self): return hash(1)\ndef f(): return ${value}`;
      const { outcome } = await run(program, {
        tests: ['assert f() == [1]', 'assert f() == {"a": (1, 1)}', 'assert f() == {1}', 'assert f() == (1,)'].slice(
          0,
          1,
        ),
      });
      expect(outcome).toBe('wrong_answer');
    },
  );

  it('passes with classes of its own that compare as Python lets them', async () => {
    const program =
      'from collections import namedtuple\nP = namedtuple("P", "x y")\nclass C: pass\nc = C()\ndef f(): return [P(1, 2), c]';
    expect(await run(program, { tests: ['assert f() == [(1, 2), c]'] })).toMatchObject({ outcome: 'passed' });
  });
});

describe.runIf(process.platform === 'linux')('when all is over', () => {
  it.each(['required', 'none'] as const)('nothing of it is left, with isolation %s', async (isolation) => {
    if (isolation === 'required' && !canIsolate) return;
    const mark = `oc-left-${isolation}-${process.pid}`;
    const program = `
import os, sys
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        os.execv(sys.executable, [sys.executable, "-c", "import time; time.sleep(1000)", "${mark}"])
    os._exit(0)
def f(): return 1`;
    const place = await folder();
    const outside = process.env.TMPDIR;
    onTestFinished(() => {
      if (outside === undefined) delete process.env.TMPDIR;
      else process.env.TMPDIR = outside;
    });
    process.env.TMPDIR = place;
    expect(await run(program, { isolation })).toMatchObject({ outcome: 'passed' });
    for (let i = 0; i < 100 && (await processesWith(mark)).length > 0; i += 1) await sleep(50);
    expect(await processesWith(mark)).toEqual([]);
    expect(await readdir(place)).toEqual([]);
  });
});

describe('without namespaces', () => {
  it('time and memory are limited, and it is told what is not protected', async () => {
    expect(await run('def f(): return 1', { isolation: 'none' })).toMatchObject({ outcome: 'passed' });
    expect(await run('x = bytearray(2 << 30)', { isolation: 'none' })).toMatchObject({ outcome: 'failed' });
    expect(await run('while True: pass', { isolation: 'none', limits: { cpuSeconds: 1 } })).toMatchObject({
      outcome: 'timeout',
    });
    expect(await run('import time\ntime.sleep(1000)', { isolation: 'none', limits: { wallSeconds: 2 } })).toMatchObject(
      { outcome: 'timeout' },
    );
  });

  it.each([
    'import os\nos._exit(0)',
    'import os\nos.kill(os.getppid(), 9)\ndef f(): return 1',
    'import os\nos.closerange(0, 100)\ndef f(): return 1',
  ])('a program that ends early does not pass either: %j', async (program) => {
    expect(await run(program, { isolation: 'none' })).toMatchObject({ outcome: 'failed' });
  });

  it.runIf(canIsolate)('a machine that allows none is refused, or goes on where that is wanted', async () => {
    // Inside a namespace that may have no further ones: the same refusal as that of a container's profile.
    const { stdout } = await promisify(execFile)('unshare', [
      '--user',
      '--map-root-user',
      process.execPath,
      '--input-type=module',
      '-e',
      `
      import { writeFileSync } from 'node:fs';
      writeFileSync('/proc/sys/user/max_user_namespaces', '0');
      const { runProgram } = await import(${JSON.stringify(new URL('../dist/index.js', import.meta.url).href)});
      const limits = { cpuSeconds: 5, wallSeconds: 50, memoryBytes: 2 ** 29, fileBytes: 2 ** 24, processes: 16 };
      const python = ${JSON.stringify(await python3())};
      const run = (isolation) => runProgram({ solutions: ['x = 1'], setup: [], tests: ['assert x == 1'] },
        { python, limits, isolation, signal: new AbortController().signal });
      console.log(JSON.stringify([await run('required'), await run('best_effort')]));
      `,
    ]);
    const [required, bestEffort] = JSON.parse(stdout);
    expect(required).toMatchObject({ outcome: 'unavailable', detail: expect.stringMatching(/unshare|map/) });
    expect(bestEffort).toMatchObject({ outcome: 'passed' });
    expect(Object.keys(bestEffort.missing)).toEqual(['files', 'network', 'processes']);
  });
});

async function python3(): Promise<string> {
  const { stdout } = await promisify(execFile)('python3', ['-c', 'import sys; print(sys.executable)']);
  return stdout.trim();
}
