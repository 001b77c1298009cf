/** How a request ended, as far as its endpoint's limit is concerned. */
export type Ending =
  /** With a reply, whatever it says. */
  | 'answered'
  /** With HTTP 429. */
  | 'refused'
  /** With a reply that asks for a pause. */
  | 'held off'
  /** Without a reply. */
  | 'failed'
  /** It was broken off, or never sent. */
  | 'unused';

/** Requests in a round: so many for each that may be in flight, and so many at least. */
const ROUND = 3;
const SHORTEST_ROUND = 20;
/** A round with fewer refusals, or a smaller share of them, is no reason to ask less. */
const REFUSALS = 5;
const REFUSED_SHARE = 0.1;
/** A trial goes half as high again, and has to bring two fifths of what that could. */
const TRIAL_STEP = 1.5;
const TRIAL_SHARE = 0.4;
/** Rounds from a trial that brought nothing to the next. */
const PATIENCE = 10;

/**
 * How many requests an endpoint is given at once. It begins with `start`; goes up while that brings more answers a
 * second, to `max`; is halved when the endpoint refuses a share of the requests, and creeps back to `start` by an eighth
 * of it a round. A round is three times as many requests as may be in flight; what was sent under another limit is in none.
 *
 * Source of the rule up and down: D. Chiu, R. Jain, "Analysis of the Increase and Decrease Algorithms for Congestion
 * Avoidance in Computer Networks", 1989.
 */
export class AdaptiveLimit {
  readonly #start: number;
  readonly #max: number;
  #limit: number;
  #lastEnd: number | undefined;
  /** The limit, and its answers per millisecond, that a trial has to beat. */
  #before: { readonly limit: number; readonly rate: number } | undefined;
  #roundsToTrial = 0;
  /** Requests still out that were sent under another limit. */
  #stale = 0;
  #round: { readonly began: number; ended: number; answered: number; refused: number; full: boolean } | undefined;

  constructor(start: number, max: number) {
    this.#start = Math.min(start, max);
    this.#max = max;
    this.#limit = this.#start;
  }

  get limit(): number {
    return this.#limit;
  }

  /**
   * A request ended.
   *
   * @param inFlight how many were in flight, this one among them
   * @param now milliseconds
   */
  note(ending: Ending, inFlight: number, now: number): void {
    if (ending === 'unused') return;
    const before = this.#lastEnd ?? now;
    this.#lastEnd = now;
    if (this.#stale > 0) this.#stale -= 1;
    else if (ending === 'held off') this.#halve(inFlight);
    else this.#count(ending, inFlight, before, now);
  }

  #count(ending: Ending, inFlight: number, before: number, now: number): void {
    this.#round ??= { began: before, ended: 0, answered: 0, refused: 0, full: true };
    const round = this.#round;
    round.ended += 1;
    if (ending === 'answered') round.answered += 1;
    if (ending === 'refused') round.refused += 1;
    if (inFlight < this.#limit) round.full = false;
    const length = Math.max(SHORTEST_ROUND, ROUND * this.#limit);
    if (round.refused >= REFUSALS && round.refused >= length * REFUSED_SHARE) this.#halve(inFlight);
    else if (round.ended >= length) this.#endRound(round.full, round.answered / (now - round.began || 1), inFlight);
  }

  /** @param isFull whether requests waited for a place all the time: otherwise the rate says nothing of the limit */
  #endRound(isFull: boolean, rate: number, inFlight: number): void {
    this.#round = undefined;
    if (!isFull) return;
    if (this.#limit < this.#start) {
      this.#set(Math.min(this.#start, this.#limit + Math.ceil(this.#start / 8)), inFlight);
    } else if (this.#before && rate < this.#before.rate * (1 + TRIAL_SHARE * (this.#limit / this.#before.limit - 1))) {
      this.#roundsToTrial = PATIENCE;
      this.#set(this.#before.limit, inFlight);
    } else if (this.#roundsToTrial > 0) {
      this.#roundsToTrial -= 1;
    } else if (this.#limit < this.#max) {
      const before = { limit: this.#limit, rate };
      this.#set(Math.min(this.#max, Math.ceil(this.#limit * TRIAL_STEP)), inFlight);
      this.#before = before;
    } else {
      this.#before = undefined;
    }
  }

  #halve(inFlight: number): void {
    this.#set(Math.max(1, Math.floor(this.#limit / 2)), inFlight);
    this.#roundsToTrial = PATIENCE;
  }

  #set(limit: number, inFlight: number): void {
    this.#limit = limit;
    this.#before = undefined;
    this.#round = undefined;
    this.#stale = inFlight - 1;
  }
}
