import type { Writable } from 'node:stream';
import { createLogUpdate } from 'log-update';
import type { ProgressState } from '../../pipeline/progress-state.ts';
import { NOTHING_SAID, plainLines } from './plain-lines.ts';
import { renderProgress } from './render-progress.ts';

/** Shows progress until it is stopped. */
export interface LiveView {
  update(state: ProgressState): void;
  /** Shows the last state once more, for good, and gives the terminal back. */
  stop(): void;
}

export interface LiveViewOptions {
  /** Standard error as a rule. */
  readonly stream: Writable & { readonly columns?: number; readonly rows?: number };
  /** Whether lines may be drawn over; else they are only added. */
  readonly isTerminal: boolean;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
  /** Calls back about every so many milliseconds until the returned function is called. */
  readonly every?: (milliseconds: number, callback: () => void) => () => void;
}

const FRAME_MILLISECONDS = 200;
const PLAIN_MILLISECONDS = 1000;
const USUAL_WIDTH = 80;

/** On a terminal a view that is drawn anew a few times a second; elsewhere a line whenever there is news. */
export function createLiveView({ stream, isTerminal, now = Date.now, every = interval }: LiveViewOptions): LiveView {
  // A pseudo-terminal that nobody gave a size has 0 columns and rows: there is no room to draw in.
  const canDraw = isTerminal && stream.columns !== 0 && stream.rows !== 0;
  const show = canDraw ? terminalView(stream) : plainView(stream);
  let state: ProgressState | undefined;
  const draw = () => state && show.draw(state, now());
  const stopTicking = every(canDraw ? FRAME_MILLISECONDS : PLAIN_MILLISECONDS, draw);
  return {
    update(next) {
      state = next;
      if (show.drawsEveryUpdate) draw();
    },
    stop() {
      stopTicking();
      draw();
      state = undefined;
      show.end();
    },
  };
}

interface View {
  /** Whether news are told at once rather than with the next tick. */
  readonly drawsEveryUpdate: boolean;
  draw(state: ProgressState, now: number): void;
  end(): void;
}

/** log-update writes a frame in one go and none that equals the last: nothing flickers. */
function terminalView(stream: LiveViewOptions['stream']): View {
  const frame = createLogUpdate(stream as NodeJS.WriteStream);
  return {
    drawsEveryUpdate: false,
    // A line that fills the last column makes some terminals go on to the next by themselves.
    draw: (state, now) => frame(renderProgress(state, (stream.columns ?? USUAL_WIDTH) - 1, now).join('\n')),
    end: () => frame.done(),
  };
}

function plainView(stream: LiveViewOptions['stream']): View {
  let said = NOTHING_SAID;
  return {
    drawsEveryUpdate: true,
    draw(state, now) {
      const news = plainLines(said, state, now);
      said = news.said;
      if (news.lines.length > 0) stream.write(`${news.lines.join('\n')}\n`);
    },
    end() {},
  };
}

/** Does not keep the process alive. */
function interval(milliseconds: number, callback: () => void): () => void {
  const timer = setInterval(callback, milliseconds);
  timer.unref();
  return () => clearInterval(timer);
}
