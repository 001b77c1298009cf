const SIGNALS = { SIGINT: 2, SIGTERM: 15, SIGHUP: 1 } as const;

export interface Interruption {
  readonly signal: AbortSignal;
  /** 128 + n of the signal that came; undefined: none did. */
  exitCode(): number | undefined;
  stopListening(): void;
}

/**
 * The first Ctrl-C asks everything to end; the second ends this process at once. The reason of the abort carries the
 * signal's name as its message: a runner may treat a terminal that is gone (`SIGHUP`) otherwise than a Ctrl-C.
 */
export function listenForSignals(onFirst: (name: string) => void, exit: (code: number) => never): Interruption {
  const controller = new AbortController();
  let code: number | undefined;
  const handlers = Object.entries(SIGNALS).map(([name, number]) => {
    const handler = (): void => {
      if (code !== undefined) exit(128 + number);
      code = 128 + number;
      onFirst(name);
      controller.abort(new DOMException(name, 'AbortError'));
    };
    process.on(name, handler);
    return [name, handler] as const;
  });
  return {
    signal: controller.signal,
    exitCode: () => code,
    stopListening: () => {
      for (const [name, handler] of handlers) process.off(name, handler);
    },
  };
}
