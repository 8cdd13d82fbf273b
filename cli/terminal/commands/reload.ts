import type { Command } from "./command.ts";

/** Reads the persona and the examples again. */
export const reload: Command = {
  name: "reload",
  summary: "reads persona and examples again",
  async run(context) {
    context.say([await context.reload()], "dim");
  },
};
