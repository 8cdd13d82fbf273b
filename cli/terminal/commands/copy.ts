import { InputError } from "../../../brain/core/errors.ts";
import type { Command } from "./command.ts";
import { turnArgument, turnSuggestions, turnsOf } from "./turn-argument.ts";

/** Puts a reply on the clipboard as it was said, without the rows that it was drawn in. */
export const copy: Command = {
  name: "copy",
  parameters: "[turn]",
  summary: "copies a reply to the clipboard",
  details: ["The text as it was said, the last reply by default."],
  isSafeWhileReplying: true,
  complete: (chat, argument) => turnSuggestions("copy", chat.conversation(), argument),
  async run(context, argument) {
    const [{ takeOf }, { chosenTake, exchangesOf }] = await Promise.all([
      import("./takes.ts"),
      import("../../../brain/core/conversation.ts"),
    ]);
    const conversation = context.chat.conversation();
    const last = exchangesOf(conversation)
      .map(chosenTake)
      .findLast((take) => take !== undefined && take.reply !== "");
    const turn = turnArgument(argument, turnsOf(conversation), last?.turn);
    const reply = takeOf(conversation, turn)?.reply ?? "";
    if (reply === "") {
      throw new InputError({ what: `Turn ${turn} has no reply to copy.`, fix: "name another turn: /copy 3" });
    }
    context.say([`turn ${turn}: ${await context.copy(reply)}`], "dim");
  },
};
