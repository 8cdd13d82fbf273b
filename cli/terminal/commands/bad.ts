import type { Command } from "./command.ts";
import { leadingTurn, turnSuggestions, turnsOf } from "./turn-argument.ts";

/** Rates a reply as one to avoid. */
export const bad: Command = {
  name: "bad",
  parameters: "[turn] [note]",
  summary: "rates a reply as bad, with what is wrong",
  details: [
    "The last reply by default; the last rating of a reply counts.",
    "/bad 3 too cheerful is of turn 3, where there is one; /bad too cheerful of the last.",
    "What was noted before stays until something else is.",
  ],
  complete: (chat, argument) => turnSuggestions("bad", chat.conversation(), argument, { ending: " " }),
  async run({ chat, say }, argument) {
    const { takeOf, takeThatCounts } = await import("./takes.ts");
    const conversation = chat.conversation();
    const { turn, words } = leadingTurn(argument, turnsOf(conversation));
    const take = turn === undefined ? takeThatCounts(conversation) : takeOf(conversation, turn);
    const before = take?.rating?.verdict === "bad" ? take.rating.note : undefined;
    const note = words === "" ? before : words;
    const rated = await chat.rate("bad", { ...(turn !== undefined && { turn }), ...(note !== undefined && { note }) });
    say([`turn ${rated} is rated bad${note === undefined ? "" : `: ${note}`} · /retry tries another reply`], "dim");
  },
};
