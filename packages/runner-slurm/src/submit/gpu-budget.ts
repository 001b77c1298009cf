/** The GPUs that all jobs may hold together. */
export class GpuBudget {
  #free: number;

  constructor(gpus: number) {
    this.#free = gpus;
  }

  /** False: there are not so many left. */
  take(gpus: number): boolean {
    if (gpus > this.#free) return false;
    this.#free -= gpus;
    return true;
  }

  giveBack(gpus: number): void {
    this.#free += gpus;
  }
}

/** What one submission has of the budget: so many of its jobs run at once, and each that ends makes room for the next. */
export class Share {
  readonly #budget: GpuBudget;
  readonly #gpus: number;
  #atOnce: number;
  #left: number;

  /** `atOnce` jobs of `gpus` each have been taken from the budget. */
  constructor(budget: GpuBudget, { gpus, jobs, atOnce }: { gpus: number; jobs: number; atOnce: number }) {
    this.#budget = budget;
    this.#gpus = gpus;
    this.#atOnce = atOnce;
    this.#left = jobs;
  }

  /** One of its jobs has ended, or has never begun. True: the budget has more than before. */
  jobEnded(): boolean {
    this.#left -= 1;
    if (this.#left >= this.#atOnce) return false;
    this.#atOnce -= 1;
    this.#budget.giveBack(this.#gpus);
    return true;
  }
}
