import { type Conversation, exchangesOf } from "../../../brain/core/conversation.ts";
import { dollars } from "../../../brain/core/dollars.ts";
import type { TurnEvent, TurnEventOf } from "../../../brain/core/turn.ts";
import { allOf, lastOf, readableTime } from "../inspector/turn-events.ts";

/** What happened in a conversation so far, a fact each, the replies that were tried and taken back among them. */
export const conversationStats = (
  conversation: Conversation,
  { cost = () => undefined }: { readonly cost?: (usage: TurnEventOf<"usage">) => number | undefined } = {},
): readonly (readonly [what: string, fact: string])[] => {
  const takes = conversation.exchanges.flatMap((exchange) => exchange.takes);
  const turns = takes.map(({ events }) => events);
  const all = <T extends TurnEvent["type"]>(type: T): TurnEventOf<T>[] =>
    turns.flatMap((events) => allOf(events, type));
  const last = <T extends TurnEvent["type"]>(type: T): TurnEventOf<T>[] =>
    turns.flatMap((events) => lastOf(events, type) ?? []);
  const usage = last("usage");
  const replies = last("reply");
  const ratings = takes.flatMap(({ rating }) => rating?.verdict ?? []);
  const counting = exchangesOf(conversation).length;
  const verdicts = (side: "input" | "output") =>
    counted(all("guard").flatMap((event) => (event.side === side ? [event.category ?? event.guard] : [])));
  return [
    ["messages", joined([`${counting} that count`, many(conversation.exchanges.length - counting, "taken back")])],
    [
      "replies",
      joined([
        `${takes.length} tried`,
        many(replies.filter(({ by }) => by === "fallback").length, "by the fallback model"),
        many(replies.filter(({ by }) => by === "safe").length, "safe"),
        many(replies.filter(({ by }) => by === "care").length, "of care"),
        many(replies.filter(({ by }) => by === "goodbye").length, "of goodbye"),
        many(replies.filter(({ ended }) => ended !== "complete").length, "cut short"),
        many(last("error").length, "failed or cancelled"),
      ]),
    ],
    ["pipelines", counted(last("route").map(({ pipeline }) => pipeline))],
    ["moods", joined([counted(last("sentiment").map(({ sentiment }) => sentiment)), hostileIn(last("sentiment"))])],
    ["input guards", verdicts("input")],
    ["output guards", verdicts("output")],
    ["more attempts", many(all("retry").length, "made") ?? "none"],
    ["whole turn", times(usage.map(({ ms }) => ms.total))],
    ["first words", times(usage.flatMap(({ ms }) => ms.firstToken ?? []))],
    [
      "tokens",
      `${figure(sum(usage.map(({ promptTokens }) => promptTokens)))} prompt + ${figure(sum(usage.map(({ completionTokens }) => completionTokens)))} reply`,
    ],
    ["cost", costs(usage.map(cost))],
    [
      "ratings",
      joined([counted(ratings), many(takes.filter(({ example }) => example !== undefined).length, "kept as examples")]),
    ],
  ];
};

/** `4 comfort · 2 banter`, the commonest first. */
const counted = (values: readonly string[]): string => {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  const words = [...counts].sort(([, a], [, b]) => b - a).map(([value, count]) => `${count} ${value}`);
  return words.length === 0 ? "none" : words.join(" · ");
};

const hostileIn = (moods: readonly TurnEventOf<"sentiment">[]) =>
  many(moods.filter(({ hostile }) => hostile).length, "of them hostile");

const times = (values: readonly number[]): string => {
  const ascending = [...values].sort((a, b) => a - b);
  if (ascending.length === 0) return "not measured";
  return `median ${readableTime(atShare(ascending, 0.5))} · 90 % within ${readableTime(atShare(ascending, 0.9))}`;
};

/** The nearest rank of an ascending list. */
const atShare = (ascending: readonly number[], share: number): number =>
  ascending[Math.max(0, Math.ceil(share * ascending.length) - 1)] ?? 0;

/** All of it, or as much as is known. */
const costs = (values: readonly (number | undefined)[]): string => {
  const known = values.filter((value) => value !== undefined);
  const told = dollars(sum(known));
  const unknown = values.length - known.length;
  if (unknown === 0) return told;
  if (known.length === 0) return "unknown: no price is set (--price)";
  return `${told} and ${unknown} ${unknown === 1 ? "reply" : "replies"} of unknown price`;
};

const many = (count: number, what: string): string | undefined => (count === 0 ? undefined : `${count} ${what}`);

const joined = (parts: readonly (string | undefined)[]): string =>
  parts.filter((part) => part !== undefined && part !== "none").join(" · ") || "none";

const sum = (values: readonly number[]): number => values.reduce((all, each) => all + each, 0);

const figure = (value: number): string => value.toLocaleString("en");
