import type { Conversation } from "../../../brain/core/conversation.ts";
import { InputError } from "../../../brain/core/errors.ts";
import { displayLine } from "../display-text.ts";
import type { Suggestion } from "../input/menu.ts";

/** Turns offered for an argument, at most. */
const offered = 20;

/** Numbers of all turns of a conversation, those that were taken back too, in their order. */
export const turnsOf = ({ exchanges }: Conversation): readonly number[] =>
  exchanges.flatMap(({ takes }) => takes.map(({ turn }) => turn)).sort((a, b) => a - b);

/**
 * The turn that an argument names; `usual`, or the last one, where it is empty.
 * @throws {InputError} there is no such turn
 */
export const turnArgument = (argument: string, turns: readonly number[], usual = turns.at(-1)): number => {
  if (argument === "" && usual !== undefined) return usual;
  if (turns.length === 0) throw new InputError({ what: "There is no turn yet.", fix: "send a message first" });
  const turn = Number(argument);
  if (isNumber(argument) && turns.includes(turn)) return turn;
  throw new InputError({
    what: `There is no turn ${displayLine(argument).slice(0, 40)} here: ${named(turns)}.`,
    fix: "name one of these, or none for the last one",
  });
};

/**
 * The turn that an argument begins with, and the words after it. A whole number is a turn only where there is one of that
 * number: `/bad 9 lives?` is a note of the last turn unless there is a turn 9.
 * @throws {InputError} it is a number alone, and no turn has it
 */
export const leadingTurn = (
  argument: string,
  turns: readonly number[],
): { readonly turn?: number; readonly words: string } => {
  if (isNumber(argument)) return { turn: turnArgument(argument, turns), words: "" };
  const [, number = "", words = ""] = argument.match(/^(\d+)\s+([\s\S]+)$/) ?? [];
  return turns.includes(Number(number)) && number !== ""
    ? { turn: Number(number), words: words.trim() }
    : { words: argument };
};

/** Turns to choose from, the newest first, while the number is being typed. */
export const turnSuggestions = (
  name: string,
  { exchanges }: Conversation,
  argument: string,
  { ending = "" }: { readonly ending?: string } = {},
): readonly Suggestion[] => {
  if (!/^\d*$/.test(argument)) return [];
  const found: { turn: number; detail: string }[] = [];
  // From the end, and no further than needed: this runs at every key, behind any number of messages.
  for (let at = exchanges.length - 1; at >= 0 && found.length < offered; at--) {
    for (const { turn, reply } of exchanges[at]?.takes ?? []) {
      if (!String(turn).startsWith(argument)) continue;
      const answer = reply === "" ? "no reply" : beginning(reply);
      found.push({ turn, detail: displayLine(`${beginning(exchanges[at]?.message ?? "")} → ${answer}`) });
    }
  }
  return found
    .sort((a, b) => b.turn - a.turn)
    .map(({ turn, detail }) => ({ text: `/${name} ${turn}${ending}`, label: `${turn}`, detail }));
};

/** `turns 1 to 3 and 5` */
const named = (turns: readonly number[]): string => {
  const ranges: { from: number; to: number }[] = [];
  for (const turn of turns) {
    const last = ranges.at(-1);
    if (last !== undefined && turn === last.to + 1) last.to = turn;
    else ranges.push({ from: turn, to: turn });
  }
  const words = ranges.map(({ from, to }) => (from === to ? `${from}` : `${from} to ${to}`));
  const listed = [words.slice(0, -1).join(", "), words.at(-1)].filter((part) => part !== "").join(" and ");
  return turns.length === 1 ? `only turn ${listed}` : `turns ${listed}`;
};

const isNumber = (text: string): boolean => /^\d{1,9}$/.test(text);

const beginning = (text: string): string => text.slice(0, 80);
