import type { Command } from "./command.ts";

/** Ends the chat. */
export const quit: Command = {
  name: "quit",
  summary: "ends the chat",
  details: ["The session is kept: /resume goes on with it. Ctrl+D does the same."],
  isSafeWhileReplying: true,
  run: (context) => context.quit(),
};
