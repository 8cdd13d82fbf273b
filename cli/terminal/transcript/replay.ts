import {
  type Conversation,
  chosenTake,
  type Exchange,
  exchangesOf,
  type Take,
} from "../../../brain/core/conversation.ts";
import type { TurnEventOf } from "../../../brain/core/turn.ts";
import { displayLine } from "../display-text.ts";
import { columnsOf } from "../graphemes.ts";
import { describeEvent } from "../inspector/describe-event.ts";
import { summarizeTurn } from "../inspector/summarize-turn.ts";
import { lastOf } from "../inspector/turn-events.ts";
import { silenceBetween, timeSaid } from "./time-apart.ts";
import type { Transcript } from "./transcript.ts";

export type ReplayOptions = {
  readonly transcript: Transcript;
  /** Columns of the window. @default 80 */
  readonly columns?: () => number;
  /** The chat's own model. */
  readonly lm?: string | undefined;
  /** US dollars of what a turn took, where a price is known. */
  readonly cost?: (usage: TurnEventOf<"usage">) => number | undefined;
  /** The last exchanges that are shown. @default 20 */
  readonly limit?: number;
  readonly personaName: string;
  /** IANA name of the zone that times are told in; that of this machine where it is not given. */
  readonly timeZone?: string | undefined;
  /** Milliseconds since 1970: days are told as `yesterday` then. */
  readonly now?: number | undefined;
};

/** Shows a conversation as it stands, by its last exchanges, each as it looked when it was held. */
export const replay = (conversation: Conversation, options: ReplayOptions): void => {
  const { transcript, limit = 20 } = options;
  const exchanges = exchangesOf(conversation);
  const shown = exchanges.slice(-limit);
  const mark = (text: string) => transcript.say(["", `— ${text} —`], "dim");
  const [first] = shown;
  if (first === undefined) {
    transcript.say(["", "(nothing has been said)"], "dim");
    return;
  }

  const hidden = exchanges.length - shown.length;
  if (hidden > 0) mark(`… ${hidden.toLocaleString("en")} earlier ${hidden === 1 ? "exchange" : "exchanges"}`);
  mark(timeSaid(first.at, options));
  let before: string | undefined;
  for (const exchange of shown) {
    const silence = before && silenceBetween(before, exchange.at);
    if (silence) mark(`${silence} · ${timeSaid(exchange.at, options)}`);
    showExchange(exchange, options);
    before = chosenTake(exchange)?.at ?? exchange.at;
  }
};

const showExchange = (exchange: Exchange, options: ReplayOptions): void => {
  const { transcript, personaName, lm } = options;
  transcript.sayMessage(exchange.message);
  const take = chosenTake(exchange);
  if (take === undefined) return;
  const { events, reply } = take;
  const begun = events.findIndex(({ type }) => type === "delta");
  const split = begun < 0 ? events.length : begun;
  const remarks = (from: number, to: number) => {
    for (let at = from; at < to; at++) {
      const event = events[at];
      const said = event && describeEvent(event, { events: events.slice(0, at), lm });
      if (said) transcript.say([`  ${said.text}`], said.tone);
    }
  };
  remarks(0, split);
  if (reply !== "") {
    const replies = exchange.takes.filter((each) => each.reply !== "");
    const number = replies.findIndex(({ turn }) => turn === take.turn) + 1;
    transcript.sayName(personaName, replies.length > 1 ? { number, of: replies.length } : undefined);
    transcript.stream(reply);
    transcript.endStream();
  }
  remarks(split, events.length);
  transcript.say([`  ${summaryOf(take, options)}`], "dim");
};

/** `#4 · negative → comfort · 5 demos · 12 ms · rated good`. */
const summaryOf = ({ events, isEnded, rating, example }: Take, { columns = () => 80, cost }: ReplayOptions): string => {
  const usage = lastOf(events, "usage");
  const price = usage && cost?.(usage);
  const marks = [
    ...(isEnded ? [] : ["cut short by the program's end"]),
    ...(rating ? [`rated ${rating.verdict}${rating.note === undefined ? "" : `: ${displayLine(rating.note)}`}`] : []),
    ...(example === undefined ? [] : ["kept as an example"]),
  ].map((text) => ` · ${text}`);
  const room = Math.max(1, columns() - 2 - columnsOf(marks.join("")));
  return [summarizeTurn(events, { cost: price, columns: room }), ...marks].join("");
};
