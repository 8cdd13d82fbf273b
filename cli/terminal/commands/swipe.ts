import { InputError } from "../../../brain/core/errors.ts";
import { displayLine } from "../display-text.ts";
import type { Command } from "./command.ts";

/** Chooses another of the replies to the last message. */
export const swipe: Command = {
  name: "swipe",
  parameters: "[back|number]",
  summary: "the next of the replies that /retry gave",
  details: ["What is said next follows the reply that is shown.", "/swipe 2 chooses the second one."],
  async complete(chat, argument) {
    const { lastExchange, repliesTo } = await import("./takes.ts");
    const exchange = lastExchange(chat.conversation());
    const replies = exchange === undefined ? [] : repliesTo(exchange);
    if (replies.length < 2) return [];
    const numbered = replies.map(({ turn, reply }, index) => ({
      text: `/swipe ${index + 1}`,
      label: `${index + 1}`,
      detail: displayLine(`${turn === exchange?.chosen ? "chosen · " : ""}${reply.slice(0, 80)}`),
    }));
    return [...numbered, { text: "/swipe back", label: "back", detail: "the one before" }].filter(({ label }) =>
      label.startsWith(argument.toLowerCase()),
    );
  },
  async run(context, argument) {
    const [{ lastExchange, repliesTo, sayReply }, { chosenTake }] = await Promise.all([
      import("./takes.ts"),
      import("../../../brain/core/conversation.ts"),
    ]);
    const { chat } = context;
    const exchange = lastExchange(chat.conversation());
    const replies = exchange === undefined ? [] : repliesTo(exchange);
    if (exchange === undefined || replies.length < 2) {
      throw new InputError({ what: "The last message has no other reply.", fix: "/retry gives one" });
    }
    const turnNow = () => chosenTake(lastExchange(chat.conversation()) ?? exchange)?.turn;
    const at = replies.findIndex(({ turn }) => turn === turnNow());
    const wanted = placeWanted(argument, at, replies.length);
    const ahead = (wanted - at + replies.length) % replies.length;
    const step = argument === "back" || ahead > replies.length / 2 ? -1 : 1;
    for (let tries = 0; turnNow() !== replies[wanted]?.turn && tries < exchange.takes.length; tries++) {
      await chat.swipe(step);
    }
    sayReply(context, lastExchange(chat.conversation()) ?? exchange);
  },
};

/** Place from 0 of the reply that is asked for. */
const placeWanted = (argument: string, at: number, count: number): number => {
  if (argument === "") return (at + 1) % count;
  if (argument.toLowerCase() === "back") return (at - 1 + count) % count;
  const number = /^\d+$/.test(argument) ? Number(argument) : 0;
  if (number >= 1 && number <= count) return number - 1;
  throw new InputError({
    what: `There is no reply ${displayLine(argument).slice(0, 40)}: the last message has ${count}.`,
    expected: `nothing, back, or a number from 1 to ${count}`,
  });
};
