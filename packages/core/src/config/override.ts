/** A change of the config that a flag makes. */
export interface Override {
  /** Keys joined by dots; an entry of a list goes by its position or its abbr: `models.tiny-m.batch_size`. */
  readonly path: string;
  readonly value: unknown;
  /** The flag, as error messages show it. */
  readonly origin: string;
  /** With `*` in the path: leave alone the entries that say nothing there. */
  readonly onlyWhereSet?: boolean;
  /** Leave alone what is not this. */
  readonly insteadOf?: string;
  /** The runner that knows the key: a stage with another one is left alone. */
  readonly onlyForRunner?: string;
}
