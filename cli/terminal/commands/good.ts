import type { Command } from "./command.ts";
import { turnArgument, turnSuggestions, turnsOf } from "./turn-argument.ts";

/** Rates a reply as one to be like. */
export const good: Command = {
  name: "good",
  parameters: "[turn]",
  summary: "rates a reply as good, for the optimizers",
  details: ["The last reply by default; the last rating of a reply counts.", "/keep makes an example of it."],
  complete: (chat, argument) => turnSuggestions("good", chat.conversation(), argument),
  async run({ chat, say }, argument) {
    const turn = argument === "" ? {} : { turn: turnArgument(argument, turnsOf(chat.conversation())) };
    say([`turn ${await chat.rate("good", turn)} is rated good · /keep makes an example of it`], "dim");
  },
};
