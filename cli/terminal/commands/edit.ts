import { InputError } from "../../../brain/core/errors.ts";
import type { Command } from "./command.ts";
import { turnArgument, turnSuggestions, turnsOf } from "./turn-argument.ts";

/** Puts a message back into the input, to say it otherwise. */
export const edit: Command = {
  name: "edit",
  parameters: "[turn]",
  summary: "rewrites a message and goes on from there",
  details: [
    "Puts the message into the input: what you send takes its place, and what followed is gone.",
    "/undo brings back what was there.",
  ],
  complete: (chat, argument) => turnSuggestions("edit", chat.conversation(), argument),
  async run({ chat, compose, say }, argument) {
    const [{ lastTurn }, { exchangeOf, exchangesOf, hasWords }] = await Promise.all([
      import("./takes.ts"),
      import("../../../brain/core/conversation.ts"),
    ]);
    const conversation = chat.conversation();
    const turn = turnArgument(argument, turnsOf(conversation), lastTurn(conversation));
    const exchange = exchangeOf(conversation, turn);
    const counting = exchangesOf(conversation);
    const at = counting.findIndex(({ id }) => id === exchange?.id);
    if (exchange === undefined || at < 0) {
      throw new InputError({
        what: `Turn ${turn} was taken back.`,
        fix: "/redo brings it back; then it can be edited",
      });
    }
    if (!hasWords(exchange)) {
      throw new InputError({ what: `The words of turn ${turn} were not kept.`, fix: "send a new message instead" });
    }
    compose(exchange.message, { instead: exchange.id });
    const followed = counting.length - at - 1;
    const rest = followed === 0 ? "" : ` and of the ${followed === 1 ? "message" : `${followed} messages`} after it`;
    say([`what you send now takes the place of turn ${turn}${rest} · /undo brings it back`], "dim");
  },
};
