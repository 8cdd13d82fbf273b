import { BrainError, LmError } from "./core/errors.ts";
import { shownIn } from "./core/session.ts";
import type { TurnEvent } from "./core/turn.ts";

/** How a fault ends a turn: its own words where it is one of ours; of a bug nothing but that there was one. */
export const errorEvent = (
  turn: number,
  error: unknown,
  events: readonly TurnEvent[],
  signal?: AbortSignal,
): TurnEvent => {
  const shown = shownIn(events);
  if (signal?.aborted || (error instanceof LmError && error.code === "aborted")) {
    return { type: "error", turn, code: "aborted", message: "The answer was cancelled.", shown };
  }
  return error instanceof BrainError
    ? { type: "error", turn, code: error.code, message: error.message, shown }
    : {
        type: "error",
        turn,
        code: "internal",
        message: "Something broke inside the program: DEBUG=1 shows where.",
        shown,
      };
};
