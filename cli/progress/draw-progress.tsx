import { render } from "ink";
import { progressRows } from "./progress-rows.ts";
import type { Progress, ProgressState } from "./progress-state.ts";
import { ProgressView } from "./progress-view.tsx";
import { steadyStdout } from "./steady-stdout.ts";
import { createTimeLeft } from "./time-left.ts";

export type DrawProgressOptions = {
  readonly first: ProgressState;
  readonly stream: NodeJS.WriteStream;
  readonly stdin: NodeJS.ReadStream;
  /** Milliseconds from any fixed moment. */
  readonly now: () => number;
};

/** Progress drawn with Ink. What is written to the console meanwhile comes to stand above it. */
export const drawProgress = ({ first, stream, stdin, now }: DrawProgressOptions): Progress => {
  const began = now();
  const timeLeft = createTimeLeft();
  let state = first;
  let endedAt: number | undefined;
  const rows = () =>
    progressRows(state, {
      columns: stream.columns || 80,
      elapsed: (endedAt ?? now()) - began,
      left: timeLeft.left(now()),
      isOver: endedAt !== undefined,
    });
  const view = () => <ProgressView rows={rows} />;
  // A terminal that is gone (EPIPE, EIO) ends the drawing, not the work.
  const broken = () => {};
  stream.on("error", broken);
  const screen = render(view(), {
    stdout: steadyStdout(stream),
    stderr: stream,
    stdin,
    exitOnCtrlC: false,
    maxFps: 10,
  });
  const closed = screen.waitUntilExit();
  return {
    update(change) {
      if (endedAt !== undefined) return;
      state = { ...state, ...change };
      timeLeft.seen(now(), state.done, state.total);
    },
    async end() {
      if (endedAt !== undefined) return;
      endedAt = now();
      screen.rerender(view());
      screen.unmount();
      await closed;
    },
  };
};
