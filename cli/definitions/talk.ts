import type { Command } from "commander";
import { withLimits, withStart, withTerminal } from "./chat-options.ts";
import { collect, exitWith, wholeNumber, withEmbedder, withModel, withPlaces, withProgram } from "./options.ts";

/** Commands that talk, and those that show one stage of a turn. */
export const defineTalk = (program: Command): void => {
  withTerminal(withLimits(withStart(withProgram(withModel(program.command("chat"))))))
    .description(
      "chat in the terminal (what happens without a command); with piped input each line is a message and each reply a line",
    )
    .action(async (options) => exitWith((await import("../chat.ts")).chat(options)));
  withLimits(withProgram(withModel(program.command("say"))))
    .argument("<message>", "what the user says")
    .description("answer one message")
    .action(async (message, options) => exitWith((await import("../say.ts")).say(message, options)));
  withPlaces(program.command("sentiment"))
    .description('read {"id"?, "text"} lines, print sentiment, confidence and pipeline each')
    .action(async (options) => exitWith((await import("../sentiment.ts")).sentiment(options)));
  withProgram(withEmbedder(withPlaces(program.command("demos"))))
    .description('read {"id"?, "messages"} lines, print the demos that would be chosen')
    .option("--exclude <id>", "keep an example or a conversation out of the demos (repeatable)", collect, [])
    .option("-k <number>", "demos a line (default: as the persona sets it)", wholeNumber)
    .action(async (options) => exitWith((await import("../demos.ts")).demos(options)));
  withEmbedder(withPlaces(program.command("embed")))
    .description('read {"id"?, "text"} lines, print a vector each')
    .action(async (options) => exitWith((await import("../embed.ts")).embed(options)));
};
