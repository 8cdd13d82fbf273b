import { InputError } from "../../../brain/core/errors.ts";
import { displayLine } from "../display-text.ts";
import type { Command } from "./command.ts";

/** Names the session. */
export const rename: Command = {
  name: "rename",
  parameters: "TITLE",
  summary: "gives this session a title",
  complete(chat, argument) {
    const { title } = chat.conversation();
    return argument === "" && title !== undefined
      ? [{ text: `/rename ${displayLine(title)}`, label: displayLine(title), detail: "the title it has" }]
      : [];
  },
  async run({ chat, say }, argument) {
    if (argument === "") throw new InputError({ what: "No title was given.", fix: "say it: /rename Rainy days" });
    await chat.rename(argument);
    say([`this session is “${chat.conversation().title ?? argument}”`], "dim");
  },
};
