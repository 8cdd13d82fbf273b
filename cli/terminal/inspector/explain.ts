import type { TurnEvent, TurnEventOf } from "../../../brain/core/turn.ts";
import { displayLine, displayText } from "../display-text.ts";
import { cutInWords } from "./cut-words.ts";
import { run } from "./fit-row.ts";
import type { Item, Known, TurnSection } from "./item.ts";
import { readableMessage } from "./readable-message.ts";
import { allOf, lastOf } from "./turn-events.ts";
import { turnSections } from "./turn-sections.ts";

/** A titled part of a prompt. Lines are safe to print; none holds a line break. */
export type Section = { readonly title: string; readonly lines: readonly string[] };

/** Columns that bars and excerpts keep to at most: those of a window of 80, indented. */
const widest = 76;
/** Of a message, in UTF-16 units: the rest is on screen above. */
const longestMessage = 1000;

/**
 * Why a turn went as it did, from its events and what is known of its demos: what each stage said. Mood and pipeline stand
 * first and the reply with its end last, where the eye is.
 */
export const explainTurn = (
  events: readonly TurnEvent[],
  known: Known = {},
  { columns = widest }: { readonly columns?: number } = {},
): readonly TurnSection[] => {
  const width = Math.max(1, Math.min(widest, columns));
  const parts = turnSections(events, known, { width, isBrief: false });
  const isFixed = lastOf(events, "usage")?.lm === "none";
  const hasTimes = lastOf(events, "usage") !== undefined;
  const ifAny = (section: TurnSection) => (section.items.length === 0 ? [] : [section]);
  return [
    orElse(parts.mood(), "not read"),
    ...ifAny(parts.experiment()),
    { title: "message", items: messageItems(events) },
    orElse(parts.context(), "not reached"),
    orElse(parts.demos(), "none were chosen"),
    hasTimes ? orElse(parts.times(), "not measured") : { title: "time", items: [untold("not measured")] },
    orElse(parts.tokens(), "not counted"),
    orElse(parts.attempts(), isFixed ? "none: no model was asked" : "one"),
    ...ifAny(parts.budgets()),
    orElse(parts.verdicts(), "every guard let the message and the reply pass"),
    { title: "reply", items: replyItems(events) },
  ];
};

const untold = (text: string): Item => ({ body: [run(text, "dim")] });

const orElse = (section: TurnSection, otherwise: string): TurnSection =>
  section.items.length === 0 ? { ...section, items: [untold(otherwise)] } : section;

/** The prompts of a turn, exactly as a model is sent them, where they were traced. */
export const promptSections = (events: readonly TurnEvent[]): readonly Section[] => {
  const prompts = allOf(events, "prompt");
  if (prompts.length === 0) {
    return [{ title: "prompt", lines: ["none: no model was asked, or the turn was not traced"] }];
  }
  const isOffline = /^offline\b/.test(lastOf(events, "usage")?.lm ?? "");
  const note = ["The offline model answered from the demos; a language model would be sent exactly this:"];
  return prompts.map(({ attempt, messages }) => ({
    title: promptTitle(attempt, prompts.length),
    lines: [
      ...(isOffline ? note : []),
      ...messages.flatMap(({ role, content }) => [`── ${role} ──`, ...textLines(content)]),
    ],
  }));
};

const promptTitle = (attempt: number, prompts: number): string => {
  if (attempt === 0) return "prompt for the mood";
  return prompts === 1 && attempt === 1 ? "prompt" : `prompt of attempt ${attempt}`;
};

const textLines = (text: string): readonly string[] => displayText(text).split("\n");

const textItems = (text: string): readonly Item[] => textLines(text).map((body) => ({ body }));

const messageItems = (events: readonly TurnEvent[]): readonly Item[] => {
  const message = readableMessage(events);
  if (!("words" in message)) return [untold(`(${message.instead})`)];
  const { words } = message;
  const more = words.length - longestMessage;
  return [
    ...textItems(words.slice(0, longestMessage)),
    ...(more > 0 ? [untold(`… and ${more.toLocaleString("en")} more characters`)] : []),
  ];
};

const endings = {
  complete: "complete",
  "cut-by-guard": "cut by a guard after its last good sentence",
  "cut-by-connection": "cut where the connection broke",
} as const;

const endOf = (reply: TurnEventOf<"reply">): string =>
  reply.ended === "cut-by-connection" && reply.code !== undefined
    ? `cut after its last good sentence: ${cutInWords(reply)}`
    : endings[reply.ended];

const authors = {
  model: "the model",
  fallback: "the fallback model",
  safe: "the persona's fixed replies",
  care: "the fixed care text",
  goodbye: "the persona's goodbyes, since a budget was used up",
} as const;

const replyItems = (events: readonly TurnEvent[]): readonly Item[] => {
  const reply = lastOf(events, "reply");
  if (reply) return [...textItems(reply.text), untold(`(by ${authors[reply.by]}; ${endOf(reply)})`)];
  const error = lastOf(events, "error");
  if (!error) return [untold("none")];
  const shown = error.shown === "" ? [untold("nothing was shown")] : textItems(error.shown);
  return [...shown, untold(displayLine(`(${error.code}: ${error.message})`))];
};
