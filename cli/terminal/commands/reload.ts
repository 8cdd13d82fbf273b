import type { Command } from "./command.ts";

/** Reads the persona and the examples again. */
export const reload: Command = {
  name: "reload",
  summary: "reads persona and examples again",
  details: ["The conversation goes on. Where a file is damaged, what was read before stays."],
  async run({ chat, say }) {
    say([await chat.reload()], "dim");
  },
};
