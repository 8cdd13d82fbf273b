import type { Command } from "./command.ts";

/** Takes the last change of the conversation back. */
export const undo: Command = {
  name: "undo",
  summary: "takes the last message and its reply back",
  details: ["After an /edit it brings back what the edit replaced.", "What was taken back is kept: /redo."],
  async run(context) {
    const { moveAndTell } = await import("./move-and-tell.ts");
    await moveAndTell(context, "undo");
  },
};
