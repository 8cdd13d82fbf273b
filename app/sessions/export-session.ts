import { type Conversation, chosenTake, type Exchange, exchangesOf, type Take } from "../../brain/core/conversation.ts";
import { titleOf } from "../../store/session-summary.ts";
import { factsOf } from "./take-facts.ts";

export const exportFormats = ["md", "json", "jsonl"] as const;
export type ExportFormat = (typeof exportFormats)[number];

/**
 * A conversation as a text, with a line break at its end. `md`: a transcript to read, of what counts. `json`: all that was
 * tried, with how each reply came about. `jsonl`: one line for each exchange that counts. Words that were left out stay so.
 */
export const exportSession = (
  conversation: Conversation,
  format: ExportFormat,
  { personaName }: { readonly personaName: string },
): string => {
  switch (format) {
    case "md":
      return transcript(conversation, personaName);
    case "json":
      return `${JSON.stringify(everything(conversation, personaName), null, 2)}\n`;
    case "jsonl":
      return exchangesOf(conversation)
        .map((exchange) => `${JSON.stringify(exchangeLine(exchange))}\n`)
        .join("");
  }
};

const transcript = (conversation: Conversation, personaName: string): string => {
  const { startedAt, endedAt } = conversation;
  const blocks = [
    `# ${plain(titleOf(conversation))}`,
    `A conversation with ${plain(personaName)}, begun ${minute(startedAt)}${endedAt === undefined ? "" : `, closed ${minute(endedAt)}`}. Times are UTC.`,
    ...exchangesOf(conversation).flatMap((exchange) => {
      const take = chosenTake(exchange);
      return [
        ...said("User", exchange.at, exchange.message),
        ...(take === undefined || take.reply === ""
          ? ["*(no reply)*"]
          : [...said(plain(personaName), take.at, take.reply), ...remarks(exchange, take)]),
      ];
    }),
  ];
  return `${blocks.join("\n\n")}\n`;
};

/** Quoted, so that nothing in a message can pass for the transcript's own lines. */
const said = (speaker: string, at: string, text: string): readonly string[] => [
  `**${speaker}**, ${minute(at)}`,
  text
    .split(/\r\n|[\n\r\u2028\u2029]/)
    .map((line) => `> ${line}`.trimEnd())
    .join("\n"),
];

const remarks = ({ takes }: Exchange, { turn, rating, example, isEnded }: Take): readonly string[] => {
  const tried = takes.filter(({ reply }) => reply !== "");
  const place = tried.findIndex((take) => take.turn === turn) + 1;
  const told = [
    ...(rating === undefined ? [] : [`rated ${rating.verdict}${rating.note ? `: ${plain(rating.note)}` : ""}`]),
    ...(tried.length > 1 ? [`reply ${place} of ${tried.length} that were tried`] : []),
    ...(example === undefined ? [] : [`kept as the example ${plain(example)}`]),
    ...(isEnded ? [] : ["cut short by the program's end"]),
  ];
  return told.length === 0 ? [] : [`*(${told.join("; ")})*`];
};

/** On one line, and without signs that Markdown would take for its own. */
const plain = (text: string): string =>
  text
    .replace(/\s+/gu, " ")
    .trim()
    .replace(/[\\`*_[\]<>#|~]/g, "\\$&");

const minute = (at: string): string => {
  const time = Date.parse(at);
  return Number.isNaN(time) ? at : new Date(time).toISOString().slice(0, 16).replace("T", " ");
};

const everything = (conversation: Conversation, personaName: string) => {
  const { id, startedAt, endedAt, exchanges } = conversation;
  const counting = new Set(exchangesOf(conversation).map((exchange) => exchange.id));
  return {
    format: "understudy-session",
    version: 1,
    id,
    title: titleOf(conversation),
    persona: personaName,
    startedAt,
    ...(endedAt !== undefined && { endedAt }),
    exchanges: exchanges.map((exchange) => ({
      turn: exchange.id,
      after: exchange.after,
      /** Whether it is part of the conversation as it stands, or was taken back. */
      counts: counting.has(exchange.id),
      at: exchange.at,
      message: exchange.message,
      chosen: chosenTake(exchange)?.turn ?? exchange.chosen,
      replies: exchange.takes.map((take) => {
        const { turn, at, reply, rating, example } = take;
        return { turn, at, reply, ...factsOf(take), ...(rating && { rating }), ...(example && { example }) };
      }),
    })),
  };
};

const exchangeLine = (exchange: Exchange) => {
  const take = chosenTake(exchange);
  const facts = take && factsOf(take);
  return {
    turn: take?.turn ?? exchange.id,
    at: exchange.at,
    message: exchange.message,
    reply: take?.reply ?? "",
    by: facts?.by ?? null,
    pipeline: facts?.pipeline ?? null,
    sentiment: facts?.sentiment?.sentiment ?? null,
    demos: facts?.demos ?? [],
    ...(take?.rating && { rating: take.rating }),
    alternatives: exchange.takes.flatMap(({ turn, reply }) => (turn === take?.turn || reply === "" ? [] : [reply])),
  };
};
