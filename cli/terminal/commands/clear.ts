import type { Command } from "./command.ts";

/** Moves what is on screen out of sight. */
export const clear: Command = {
  name: "clear",
  summary: "empties the screen; the conversation goes on",
  details: ["What was there is in the scrollback. /end begins another conversation."],
  isSafeWhileReplying: true,
  worksAtOnce: true,
  run: (context) => context.clear(),
};
