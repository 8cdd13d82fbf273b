import { processEnvironment } from "../../app/config.ts";
import { applyColorChoice } from "../terminal/color-choice.ts";
import { plainProgress } from "./plain-progress.ts";
import type { Progress, ProgressState } from "./progress-state.ts";

/** Whether a person watches: a terminal that can be drawn on, and no build server. */
export const isWatched = (stream: { readonly isTTY?: boolean }): boolean => {
  const { CI, TERM } = processEnvironment();
  return stream.isTTY === true && TERM !== "dumb" && (CI ?? "") === "";
};

/** Shows work on stderr, so that what a command prints can go elsewhere: drawn where a person watches, else in plain lines. */
export const openProgress = async (title: string): Promise<Progress> => {
  const first: ProgressState = { title, phase: "starting", done: 0, total: 0 };
  const now = () => performance.now();
  if (!isWatched(process.stderr)) {
    return plainProgress({ first, now, write: (line) => process.stderr.write(`understudy: ${line}\n`) });
  }
  // Before Ink is loaded: it reads the environment once.
  applyColorChoice(processEnvironment());
  const { drawProgress } = await import("./draw-progress.tsx");
  return drawProgress({ first, now, stream: process.stderr, stdin: process.stdin });
};
