import type { Command } from "./command.ts";

/** Ends the chat. */
export const quit: Command = {
  name: "quit",
  summary: "ends the chat",
  run: (context) => context.quit(),
};
