import type { Command } from "./command.ts";

/** Brings back what `/undo` took. */
export const redo: Command = {
  name: "redo",
  summary: "brings back what /undo took",
  details: ["Until another message is sent."],
  async run(context) {
    const { moveAndTell } = await import("./move-and-tell.ts");
    await moveAndTell(context, "redo");
  },
};
