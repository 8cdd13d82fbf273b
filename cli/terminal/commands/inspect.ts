import type { Command } from "./command.ts";

/** Opens or closes the inspector. */
export const inspect: Command = {
  name: "inspect",
  summary: "what happens in a turn while it runs (Ctrl+O)",
  details: ["Opens a pane below the conversation, and closes it again; PageUp and PageDown move in it."],
  isSafeWhileReplying: true,
  worksAtOnce: true,
  run({ toggleInspector, say }) {
    say([toggleInspector() ? "the inspector is open · Ctrl+O closes it" : "the inspector is closed"], "dim");
  },
};
