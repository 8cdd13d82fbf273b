import { z } from "zod";
import {
  isStandIn,
  keptPrivate,
  keptPrivateInDoubt,
  pipelineIn,
  type Session,
  startSession,
  withheldWords,
  wordsLeftOut,
} from "./session.ts";
import { type Message, type TurnEvent, turnEvent } from "./turn.ts";

export const verdicts = ["good", "bad"] as const;
export type ReplyVerdict = (typeof verdicts)[number];

const at = z.string();
const begin = z.object({
  type: z.literal("begin"),
  version: z.literal(1),
  id: z.string().min(1),
  at,
  /** The persona's name. */
  persona: z.string(),
  /** Its file, and that of the examples, as absolute paths. */
  personaPath: z.string().optional(),
  dataPath: z.string().optional(),
  /** Who chats, as the operator names them. */
  user: z.string().optional(),
});

/**
 * One line of a session's journal: what was done in a conversation, as it happened. Beside these stand the events of its
 * turns but `prompt`; `turn` holds the words as models may read them.
 */
const step = z.discriminatedUnion("type", [
  begin,
  /** The turn that comes next, right after this line, answers the message of this exchange again. */
  z.object({ type: z.literal("again"), exchange: z.int().min(1) }),
  /** The message that comes next, right after this line, takes the place of this exchange and all that followed. */
  z.object({ type: z.literal("cut"), exchange: z.int().min(1) }),
  /** Somebody goes on with it: what was announced before comes no more. */
  z.object({ type: z.literal("resume"), at }),
  /** The turn has come to its end, well or not. */
  z.object({ type: z.literal("ended"), turn: z.int().min(1), at }),
  /** Of the replies to an exchange this turn's counts. */
  z.object({ type: z.literal("choose"), exchange: z.int().min(1), turn: z.int().min(1) }),
  z.object({ type: z.literal("undo") }),
  z.object({ type: z.literal("redo") }),
  z.object({
    type: z.literal("rate"),
    turn: z.int().min(1),
    verdict: z.enum(verdicts),
    note: z.string().optional(),
    at,
  }),
  /** The exchange of this turn became a training example. */
  z.object({ type: z.literal("keep"), turn: z.int().min(1), example: z.string(), at }),
  z.object({ type: z.literal("title"), title: z.string() }),
  z.object({ type: z.literal("over"), at }),
]);

export type Begin = z.infer<typeof begin>;
export type Step = z.infer<typeof step>;
export type JournalEntry = Step | Exclude<TurnEvent, { type: "prompt" }>;
/** Of one line of a journal. */
export const journalEntry: z.ZodType<JournalEntry> = z
  .discriminatedUnion("type", [step, turnEvent])
  .refine(({ type }) => type !== "prompt") as z.ZodType<JournalEntry>; // its type does not tell that `prompt` is left out

/** One reply that was given, or begun, to a message. */
export type Take = {
  /** The turn that gave it. */
  readonly turn: number;
  /** What was shown of it; empty where nothing was. */
  readonly reply: string;
  /** ISO 8601 instant of its end; of the message where it was cut short by the program's end. */
  readonly at: string;
  /** All events of the turn but `prompt`. */
  readonly events: readonly TurnEvent[];
  /** Whether the turn came to its end, well or not. */
  readonly isEnded: boolean;
  readonly rating?: { readonly verdict: ReplyVerdict; readonly note?: string };
  /** Id of the training example that was made of it. */
  readonly example?: string;
};

/** A message and the replies that were tried for it. */
export type Exchange = {
  /** Number of its first turn. */
  readonly id: number;
  /** The exchange that it follows; 0 where it is the first. */
  readonly after: number;
  /** As models may read it: what guards left out is replaced. */
  readonly message: string;
  readonly at: string;
  /** Oldest first; at least one. */
  readonly takes: readonly Take[];
  /** The turn of the take that counts. */
  readonly chosen: number;
};

/** A conversation with all that was tried in it. A value: each entry of its journal gives the next one. */
export type Conversation = {
  readonly id: string;
  readonly persona: string;
  readonly personaPath?: string;
  readonly dataPath?: string;
  /** Who chats, as the operator names them: what it costs is counted for them. */
  readonly user?: string;
  /** ISO 8601 instant of the first turn, or of the creation before it. */
  readonly startedAt: string;
  readonly title?: string;
  /** Turns begun so far, those that were taken back too. */
  readonly turns: number;
  /** The last exchange that counts; 0 where there is none. */
  readonly head: number;
  /** Heads that `undo` and `redo` lead to, the next one last. */
  readonly past: readonly number[];
  readonly future: readonly number[];
  /** Every exchange there ever was, by id. */
  readonly exchanges: readonly Exchange[];
  readonly endedAt?: string;
  /** The exchange that the next turn answers again, or takes the place of. */
  readonly next?: { readonly type: "again" | "cut"; readonly exchange: number } | undefined;
};

/** A conversation in which nobody has said anything yet. */
export const beginConversation = ({ id, at, persona, personaPath, dataPath, user }: Begin): Conversation => ({
  id,
  persona,
  ...(personaPath !== undefined && { personaPath }),
  ...(dataPath !== undefined && { dataPath }),
  ...(user !== undefined && { user }),
  startedAt: at,
  turns: 0,
  head: 0,
  past: [],
  future: [],
  exchanges: [],
});

/** The conversation after one more entry; one that makes no sense in its place changes nothing. */
export const advance = (before: Conversation, entry: JournalEntry): Conversation => {
  if (entry.type === "turn") return beginTurn(before, entry);
  // Only the turn right after is meant.
  const conversation = before.next === undefined ? before : { ...before, next: undefined };
  switch (entry.type) {
    case "begin":
    case "resume":
      return conversation;
    case "again":
    case "cut":
      return exchangesOf(conversation).some(({ id }) => id === entry.exchange)
        ? { ...conversation, next: { type: entry.type, exchange: entry.exchange } }
        : conversation;
    case "ended":
      return changeTake(conversation, entry.turn, (take) => ({ ...take, at: entry.at, isEnded: true }));
    case "choose":
      return changeExchange(conversation, entry.exchange, (exchange) =>
        exchange.takes.some(({ turn }) => turn === entry.turn) ? { ...exchange, chosen: entry.turn } : exchange,
      );
    case "undo":
      return moveAlong(conversation, "past", "future");
    case "redo":
      return moveAlong(conversation, "future", "past");
    case "rate":
      return changeTake(conversation, entry.turn, (take) => ({
        ...take,
        rating: { verdict: entry.verdict, ...(entry.note !== undefined && { note: entry.note }) },
      }));
    case "keep":
      return changeTake(conversation, entry.turn, (take) => ({ ...take, example: entry.example }));
    case "title":
      return { ...conversation, title: entry.title };
    case "over":
      return { ...conversation, endedAt: entry.at };
    default:
      return changeTake(conversation, entry.turn, (take) => ({
        ...take,
        events: [...take.events, entry],
        ...(entry.type === "delta" && { reply: take.reply + entry.text }),
      }));
  }
};

/** The exchanges that count, the oldest first. */
export const exchangesOf = (conversation: Conversation): readonly Exchange[] => upTo(conversation, conversation.head);

/** The take that counts: the chosen one, or one of which anything was shown. */
export const chosenTake = ({ takes, chosen }: Exchange): Take | undefined => {
  const shown = takes.filter(({ reply }) => reply !== "");
  return shown.find(({ turn }) => turn === chosen) ?? shown.at(-1) ?? takes.at(-1);
};

/** The exchange, also one that does not count any more, that a turn belongs to. */
export const exchangeOf = ({ exchanges }: Conversation, turn: number): Exchange | undefined =>
  exchanges.findLast(({ id, takes }) => id <= turn && takes.some((take) => take.turn === turn));

/** What the brain knows of the conversation when the next message comes; with `next`, where it is that of an exchange, or takes its place. */
export const sessionOf = (conversation: Conversation, next?: Conversation["next"]): Session => {
  const { id, startedAt, turns, exchanges, head } = conversation;
  const last = next === undefined ? head : (exchangeWith(conversation, next.exchange)?.after ?? head);
  const before = upTo(conversation, last);
  const messages = before.flatMap(messagesOf);
  // Nobody gets younger by taking a message back. One that is answered again is not said twice.
  const saidByUser = exchanges.flatMap((exchange): readonly Message[] =>
    exchange.message === withheldWords || (next?.type === "again" && exchange.id === next.exchange)
      ? []
      : [{ from: "user", text: exchange.message, at: exchange.at }],
  );
  const isAllThere = saidByUser.length === messages.filter(({ from }) => from === "user").length;
  // What was taken back was said all the same: a conversation that held a crisis stays gentle.
  const words = new Set(exchanges.map(({ message }) => message));
  const held = words.has(keptPrivate) ? "crisis" : words.has(keptPrivateInDoubt) ? "distress" : undefined;
  const pipeline = lastPipeline(before);
  return {
    ...startSession(id, startedAt),
    turns,
    messages,
    ...(!isAllThere && { saidByUser }),
    ...(held && { held }),
    ...(pipeline !== undefined && { pipeline }),
  };
};

/** The pipeline that the last of these messages was sent to; of one whose turn ended before that, the one before counts. */
const lastPipeline = (exchanges: readonly Exchange[]): string | undefined => {
  for (let at = exchanges.length - 1; at >= 0; at--) {
    const exchange = exchanges[at];
    const pipeline = exchange && pipelineIn(chosenTake(exchange)?.events ?? []);
    if (pipeline !== undefined) return pipeline;
  }
  return undefined;
};

/** What was said in an exchange; nothing where no word of a reply was shown. */
export const messagesOf = (exchange: Exchange): readonly Message[] => {
  const take = chosenTake(exchange);
  if (take === undefined || take.reply === "") return [];
  return [
    { from: "user", text: exchange.message, at: exchange.at },
    { from: "persona", text: take.reply, at: take.at },
  ];
};

/** Whether the words of a message were kept: then it can be asked again, edited, or made an example. */
export const hasWords = ({ message }: Exchange): boolean => !isStandIn(message);

/**
 * Entries of a turn's events as they may be written down. The message waits until the guards have spoken of it: its words,
 * and where they stood, go nowhere where they are left out. Neither prompts nor what was blocked are written.
 */
export const journalled = (): {
  take(event: TurnEvent): readonly JournalEntry[];
  /** Every input guard has spoken of the message. */
  screened(): readonly JournalEntry[];
  end(): readonly JournalEntry[];
} => {
  let held: TurnEvent[] = [];
  let isScreened = false;
  const release = (): readonly JournalEntry[] => {
    const findings = held.flatMap((event) => (event.type === "guard" && event.side === "input" ? [event] : []));
    const words = wordsLeftOut(findings) ?? (isScreened ? undefined : withheldWords);
    const entries = held.flatMap((event): readonly JournalEntry[] => {
      if (event.type === "prompt") return [];
      if (event.type === "turn") return [words === undefined ? event : { ...event, message: words }];
      if (event.type !== "guard") return [event];
      const { span, spans, draft: _draft, ...rest } = event;
      const keepsPlace = words === undefined || event.side === "output";
      return [{ ...rest, ...(keepsPlace && span && { span }), ...(keepsPlace && spans && { spans }) }];
    });
    held = [];
    return entries;
  };
  return {
    take(event) {
      held.push(event);
      // Where nobody says so: the mood is read when every input guard has spoken.
      isScreened ||= event.type === "sentiment";
      return isScreened ? release() : [];
    },
    screened() {
      isScreened = true;
      return release();
    },
    /** A turn that ended before the guards had spoken: nobody knows whether its words may be kept. */
    end: release,
  };
};

const exchangeWith = ({ exchanges }: Conversation, id: number): Exchange | undefined =>
  exchanges.findLast((exchange) => exchange.id === id);

/** The exchanges that lead to the one of this id, the oldest first. */
const upTo = ({ exchanges }: Conversation, last: number): readonly Exchange[] => {
  const found: Exchange[] = [];
  let wanted = last;
  // One follows only those that stand before it.
  for (let at = exchanges.length - 1; at >= 0 && wanted > 0; at--) {
    const exchange = exchanges[at];
    if (exchange?.id !== wanted) continue;
    found.push(exchange);
    wanted = exchange.after;
  }
  return found.reverse();
};

const beginTurn = (conversation: Conversation, entry: Extract<TurnEvent, { type: "turn" }>): Conversation => {
  const { next, turns, startedAt, exchanges, head } = conversation;
  const take: Take = { turn: entry.turn, reply: "", at: entry.at, events: [entry], isEnded: false };
  const begun = {
    ...conversation,
    turns: Math.max(turns, entry.turn),
    startedAt: turns === 0 ? entry.at : startedAt,
    next: undefined,
  };
  const known = next === undefined ? undefined : exchangeWith(conversation, next.exchange);
  if (known !== undefined && next?.type === "again") {
    return changeExchange(begun, known.id, (exchange) => ({
      ...exchange,
      // Guards that leave its words out now know more than those that let it pass.
      ...(hasWords(exchange) && leavesOut(entry.message) && { message: entry.message }),
      takes: [...exchange.takes, take],
      chosen: entry.turn,
    }));
  }
  const { turn: id, message, at } = entry;
  const exchange: Exchange = { id, after: known?.after ?? head, message, at, takes: [take], chosen: id };
  return turnTo({ ...begun, exchanges: [...exchanges, exchange] }, id);
};

/** Whether a message is told as one whose words guards left out. */
const leavesOut = (message: string): boolean => isStandIn(message) && message !== withheldWords;

const turnTo = (conversation: Conversation, head: number): Conversation => ({
  ...conversation,
  past: [...conversation.past, conversation.head],
  future: [],
  head,
});

const moveAlong = (conversation: Conversation, from: "past" | "future", to: "past" | "future"): Conversation => {
  const head = conversation[from].at(-1);
  if (head === undefined) return conversation;
  return {
    ...conversation,
    head,
    [from]: conversation[from].slice(0, -1),
    [to]: [...conversation[to], conversation.head],
  };
};

const changeExchange = (
  conversation: Conversation,
  id: number,
  change: (exchange: Exchange) => Exchange,
): Conversation => {
  const at = conversation.exchanges.findLastIndex((exchange) => exchange.id === id);
  const found = conversation.exchanges[at];
  return found === undefined
    ? conversation
    : { ...conversation, exchanges: conversation.exchanges.with(at, change(found)) };
};

const changeTake = (conversation: Conversation, turn: number, change: (take: Take) => Take): Conversation => {
  const exchange = exchangeOf(conversation, turn);
  if (exchange === undefined) return conversation;
  return changeExchange(conversation, exchange.id, (found) => ({
    ...found,
    takes: found.takes.map((take) => (take.turn === turn ? change(take) : take)),
  }));
};
