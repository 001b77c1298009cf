/** What a model thinks of one label of a sample. */
export interface LabelScore {
  readonly label: string;
  readonly prompt: string;
  /** Summed negative log-likelihood of the scored tokens, in nats. */
  readonly nll: number;
  /** What the sum was divided by. */
  readonly tokens: number;
  /** What labels are compared by: the lowest wins. */
  readonly score: number;
  /** Its share among the labels, in [0, 1], where the inferencer gives one (`clp`). */
  readonly probability?: number;
}
