import { InputError } from "../../../brain/core/errors.ts";
import type { Command } from "./command.ts";

/** Has the last message answered again. */
export const retry: Command = {
  name: "retry",
  summary: "another reply to the last message",
  details: ["The replies before are kept: /swipe goes from one to the next."],
  async run({ chat, answer, say }) {
    const [{ lastExchange, placeOf }, { hasWords }] = await Promise.all([
      import("./takes.ts"),
      import("../../../brain/core/conversation.ts"),
    ]);
    const before = lastExchange(chat.conversation());
    if (before === undefined) {
      throw new InputError({ what: "There is no message to answer again yet.", fix: "send a message first" });
    }
    if (!hasWords(before)) {
      throw new InputError({ what: "The words of that message were not kept.", fix: "write it again" });
    }
    await answer((options) => chat.retry(options));
    // What waited for the reply may have been sent since.
    const exchange = lastExchange(chat.conversation());
    const place = exchange?.id === before?.id ? placeOf(exchange, exchange?.chosen) : undefined;
    if (place !== undefined) say([`  ${place} · /swipe back shows the one before`], "dim");
  },
};
