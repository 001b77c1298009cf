/** The devices that jobs can be given. */
export interface Devices {
  /** As the variable takes them: never renumbered. */
  readonly ids: readonly string[];
  /** The variable that tells a program which devices are its own; absent where there are none of any kind. */
  readonly variable?: string;
  /** Variables that must go with it, so that the ids mean the same to the program as they do here. */
  readonly alongside?: Readonly<Record<string, string>>;
  /** Who says so, for people. */
  readonly origin: string;
}

/** What a program printed, or undefined if it is not there or failed. */
export type Ask = (program: string, args: readonly string[]) => Promise<string | undefined>;

/** A kind of accelerator and how its devices are listed. */
export interface Family {
  readonly variable: string;
  readonly alongside?: Readonly<Record<string, string>>;
  readonly program: string;
  list(ask: Ask): Promise<readonly string[]>;
}
