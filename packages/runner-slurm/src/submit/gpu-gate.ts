/** Lets jobs through as long as all together hold at most so many GPUs; the others wait in the order they came. */
export class GpuGate {
  #free: number;
  #waiting: readonly { readonly gpus: number; readonly enter: () => void }[] = [];

  constructor(gpus: number) {
    this.#free = gpus;
  }

  /** Resolves when the job may go on; false: the signal was aborted before. */
  enter(gpus: number, signal: AbortSignal): Promise<boolean> {
    return new Promise((resolve) => {
      if (signal.aborted) return resolve(false);
      const waiter = {
        gpus,
        enter: () => {
          signal.removeEventListener('abort', leave);
          resolve(true);
        },
      };
      const leave = () => {
        this.#waiting = this.#waiting.filter((other) => other !== waiter);
        resolve(false);
        this.#serve();
      };
      signal.addEventListener('abort', leave, { once: true });
      this.#waiting = [...this.#waiting, waiter];
      this.#serve();
    });
  }

  leave(gpus: number): void {
    this.#free += gpus;
    this.#serve();
  }

  #serve(): void {
    for (const waiter of this.#waiting) {
      if (waiter.gpus > this.#free) return;
      this.#free -= waiter.gpus;
      this.#waiting = this.#waiting.slice(1);
      waiter.enter();
    }
  }
}
