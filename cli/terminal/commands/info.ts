import type { Command } from "./command.ts";

/** Tells how the chat stands. */
export const info: Command = {
  name: "info",
  summary: "session, persona, model, context, budget",
  details: [
    "Where the session is written, what the model would be told of time, how full the history is, and what may be spent.",
  ],
  isSafeWhileReplying: true,
  async run({ chat, say, show, columns }) {
    const { infoRows } = await import("./info-rows.ts");
    say(["info"], "title");
    show(infoRows(chat.info(), { columns, hasBegun: chat.conversation().turns > 0 }));
  },
};
