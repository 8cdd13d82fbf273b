import { InputError } from "../../../brain/core/errors.ts";
import type { Command } from "./command.ts";

/** Closes the conversation and begins another. */
export const end: Command = {
  name: "end",
  summary: "closes the conversation and begins another",
  details: ["It stays among the /sessions. /quit leaves it open, to be resumed."],
  async run({ chat, say }) {
    if (chat.conversation().exchanges.length === 0) {
      throw new InputError({ what: "Nothing was said yet in this conversation.", fix: "send a message: it begins so" });
    }
    await chat.over();
    say(["The conversation is closed. What you send now begins another."], "dim");
  },
};
