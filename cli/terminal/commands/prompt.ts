import { displayLine } from "../display-text.ts";
import type { Command } from "./command.ts";
import { turnArgument, turnSuggestions } from "./turn-argument.ts";

/** Shows exactly what the model was sent for a turn. */
export const prompt: Command = {
  name: "prompt",
  parameters: "[turn]",
  summary: "exactly what the model was sent",
  details: ["Of turns since this start of the program: prompts are written nowhere."],
  isSafeWhileReplying: true,
  complete: (chat, argument) => turnSuggestions("prompt", chat.conversation(), argument),
  async run({ chat, say, events, turns }, argument) {
    const [{ lastTurn }, { promptSections }] = await Promise.all([
      import("./takes.ts"),
      import("../inspector/explain.ts"),
    ]);
    const turn = turnArgument(argument, turns, lastTurn(chat.conversation()));
    const known = events(turn) ?? [];
    if (!known.some(({ type }) => type === "prompt")) {
      say([`No prompt of turn ${turn} is known: ${whyNone(known)}`], "notice");
      return;
    }
    say([`prompt · turn ${turn}`], "title");
    for (const { title, lines } of promptSections(known)) {
      say([displayLine(title)], "name");
      say(lines.map((line) => `  ${line}`));
    }
  },
};

const whyNone = (events: readonly { readonly type: string; readonly by?: string }[]): string => {
  const reply = events.find(({ type }) => type === "reply");
  if (reply?.by === "care" || reply?.by === "goodbye" || !events.some(({ type }) => type === "demos"))
    return "no model was asked.";
  return "it ran before this start of the program, and prompts are kept nowhere. /retry makes another.";
};
