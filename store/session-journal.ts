import { advance, beginConversation, type Conversation, type JournalEntry } from "../brain/core/conversation.ts";
import type { TurnEvent } from "../brain/core/turn.ts";

type Draft<Value> = { -readonly [Key in keyof Value]: Value[Key] };
type Exchange = Conversation["exchanges"][number];
type DraftTake = Omit<Draft<Exchange["takes"][number]>, "events"> & { readonly events: TurnEvent[] };
type DraftExchange = Omit<Draft<Exchange>, "takes"> & { readonly takes: DraftTake[] };

/**
 * The conversation of a journal; `undefined` where it has no beginning. The same as advancing entry by entry, but in place:
 * each turn would copy all exchanges before it, which takes seconds for ten thousand messages.
 */
export const foldJournal = (entries: readonly JournalEntry[]): Conversation | undefined => {
  const [begin, ...rest] = entries;
  if (begin?.type !== "begin") return undefined;
  // Numbers that do not rise were never written by this program: what they mean is told by the slow way alone.
  return isRising(rest) ? foldInPlace(beginConversation(begin), rest) : rest.reduce(advance, beginConversation(begin));
};

const isRising = (entries: readonly JournalEntry[]): boolean => {
  let last = 0;
  for (const entry of entries) {
    if (entry.type !== "turn") continue;
    if (entry.turn <= last) return false;
    last = entry.turn;
  }
  return true;
};

/** As `advance` of brain/core/conversation.ts does for each entry; the contract of session stores compares the two. */
const foldInPlace = (begun: Conversation, entries: readonly JournalEntry[]): Conversation => {
  const exchanges: DraftExchange[] = [];
  const exchangeWith = new Map<number, DraftExchange>();
  const takeOf = new Map<number, DraftTake>();
  const past: number[] = [];
  let future: number[] = [];
  let { turns, head, startedAt, title, endedAt, next }: Conversation = begun;

  /** Ids rise from each exchange to the next: one that is passed on the way back does not count. */
  const counts = (id: number): boolean => {
    let at = head;
    while (at > id) at = exchangeWith.get(at)?.after ?? 0;
    return at === id;
  };
  const turnTo = (id: number) => {
    past.push(head);
    future = [];
    head = id;
  };
  const moveAlong = (from: number[], to: number[]) => {
    const found = from.pop();
    if (found === undefined) return;
    to.push(head);
    head = found;
  };
  const beginTurn = (entry: Extract<TurnEvent, { type: "turn" }>) => {
    const { turn, at, message } = entry;
    const take: DraftTake = { turn, reply: "", at, events: [entry], isEnded: false };
    const known = next && exchangeWith.get(next.exchange);
    takeOf.set(turn, take);
    if (turns === 0) startedAt = at;
    turns = turn;
    if (known !== undefined && next?.type === "again") {
      known.takes.push(take);
      known.chosen = turn;
      return;
    }
    const exchange = { id: turn, after: known?.after ?? head, message, at, takes: [take], chosen: turn };
    exchanges.push(exchange);
    exchangeWith.set(turn, exchange);
    turnTo(turn);
  };

  for (const entry of entries) {
    if (entry.type === "turn") beginTurn(entry);
    next = undefined;
    const take = "turn" in entry ? takeOf.get(entry.turn) : undefined;
    switch (entry.type) {
      case "turn":
      case "begin":
      case "resume":
        break;
      case "again":
      case "cut":
        if (counts(entry.exchange)) next = { type: entry.type, exchange: entry.exchange };
        break;
      case "ended":
        if (take) Object.assign(take, { at: entry.at, isEnded: true });
        break;
      case "choose": {
        const exchange = exchangeWith.get(entry.exchange);
        if (exchange?.takes.some(({ turn }) => turn === entry.turn)) exchange.chosen = entry.turn;
        break;
      }
      case "undo":
        moveAlong(past, future);
        break;
      case "redo":
        moveAlong(future, past);
        break;
      case "rate":
        if (take) take.rating = { verdict: entry.verdict, ...(entry.note !== undefined && { note: entry.note }) };
        break;
      case "keep":
        if (take) take.example = entry.example;
        break;
      case "title":
        title = entry.title;
        break;
      case "over":
        endedAt = entry.at;
        break;
      default:
        take?.events.push(entry);
        if (take && entry.type === "delta") take.reply += entry.text;
    }
  }
  const { title: _title, endedAt: _endedAt, next: _next, ...rest } = begun;
  return {
    ...rest,
    ...{ turns, head, startedAt, past, future, exchanges },
    ...(title !== undefined && { title }),
    ...(endedAt !== undefined && { endedAt }),
    ...(next !== undefined && { next }),
  };
};
