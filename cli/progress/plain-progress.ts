import { displayLine } from "../terminal/display-text.ts";
import type { Progress, ProgressState } from "./progress-state.ts";
import { duration, scoreInWords, spentInWords } from "./progress-words.ts";
import { createTimeLeft } from "./time-left.ts";

/** Milliseconds between two lines of one phase: a log that somebody reads later needs no more. */
const pace = 5000;

export type PlainProgressOptions = {
  readonly first: ProgressState;
  readonly write: (line: string) => void;
  /** Milliseconds from any fixed moment. */
  readonly now: () => number;
};

/** Progress in lines, for logs and pipes: one at each phase, and one every few seconds within it. */
export const plainProgress = ({ first, write, now }: PlainProgressOptions): Progress => {
  const began = now();
  const timeLeft = createTimeLeft();
  let state = first;
  let saidAt = Number.NEGATIVE_INFINITY;
  // Work may go back and forth between two phases many times a second: each is told when it is met first.
  const told = new Set<string>();
  let isNew = false;
  let isOver = false;
  const say = () => {
    saidAt = now();
    told.add(state.phase);
    isNew = false;
    write(displayLine(lineOf(state, saidAt - began, isOver ? undefined : timeLeft.left(saidAt))));
  };
  return {
    update(change) {
      if (isOver) return;
      state = { ...state, ...change };
      timeLeft.seen(now(), state.done, state.total);
      isNew = true;
      if (!told.has(state.phase) || now() - saidAt >= pace) say();
    },
    async end() {
      if (isOver) return;
      isOver = true;
      if (isNew) say();
    },
  };
};

const lineOf = (state: ProgressState, elapsed: number, left: number | undefined): string => {
  const { title, phase, done, total, running, best } = state;
  return [
    `${title}: ${phase}${total > 0 ? ` ${done} of ${total}` : ""}`,
    ...(running?.summary ? [`now ${scoreInWords(running)} ${running.name}`] : []),
    ...(best?.summary ? [`best ${scoreInWords(best)} ${best.name}`] : []),
    ...spentInWords(state),
    duration(elapsed),
    ...(left === undefined ? [] : [`${duration(left)} left`]),
  ].join(" · ");
};
