/** One named check of a contract. `run` rejects, as a rule with an `AssertionError`, where the plugin breaks it. */
export interface ContractCase {
  /** A sentence: what holds. */
  readonly name: string;
  run(): Promise<void>;
}

/** Makes a fresh instance for one case, options and context included. */
export type Create<Instance> = () => Instance | Promise<Instance>;
