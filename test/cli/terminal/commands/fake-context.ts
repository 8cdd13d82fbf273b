import type { Chat, ChatInfo, TurnEvents } from "../../../../app/chat/chat.ts";
import {
  advance,
  beginConversation,
  type Conversation,
  chosenTake,
  exchangesOf,
  type JournalEntry,
} from "../../../../brain/core/conversation.ts";
import { InputError } from "../../../../brain/core/errors.ts";
import type { SessionSummary } from "../../../../brain/core/session-ports.ts";
import type { TurnEvent } from "../../../../brain/core/turn.ts";
import type { Command, CommandContext } from "../../../../cli/terminal/commands/command.ts";
import { commands } from "../../../../cli/terminal/commands/index.ts";
import { plainRow, type Row } from "../../../../cli/terminal/row.ts";

const at = "2026-12-24T23:40:00.000Z";

/** All events of a turn that went well, but its prompt. */
export const turnEvents = (
  turn: number,
  message: string,
  reply: string,
): readonly Exclude<TurnEvent, { type: "prompt" }>[] => [
  { type: "turn", turn, session: "s-open", at, message },
  { type: "sentiment", turn, sentiment: "negative", confidence: 0.87, hostile: turn === 2, by: "local" },
  { type: "route", turn, pipeline: "comfort", reason: "negative at 0.87" },
  { type: "demos", turn, demos: [{ id: "rain-1", similarity: 0.81 }] },
  { type: "delta", turn, text: reply },
  {
    type: "usage",
    turn,
    lm: "ollama:tiny",
    promptTokens: 200 + turn,
    completionTokens: 30,
    ms: { total: 1000 * turn, model: 900, firstToken: 100 * turn },
  },
  { type: "reply", turn, text: reply, by: "model", ended: "complete" },
];

/** A conversation with an exchange for each pair of a message and its replies. */
export const conversationOf = (
  ...said: readonly (readonly [message: string, ...replies: string[]])[]
): Conversation => {
  let conversation = beginConversation({ type: "begin", version: 1, id: "s-open", at, persona: "Mara" });
  const add = (entry: JournalEntry) => {
    conversation = advance(conversation, entry);
  };
  for (const [message, ...replies] of said) {
    const first = conversation.turns + 1;
    for (const [index, reply] of replies.entries()) {
      const turn = first + index;
      if (index > 0) add({ type: "again", exchange: first });
      for (const event of turnEvents(turn, message, reply)) {
        if (event.type !== "delta" || reply !== "") add(event);
      }
      add({ type: "ended", turn, at });
    }
  }
  return conversation;
};

export const summaryOf = (id: string, changes: Partial<SessionSummary> = {}): SessionSummary => ({
  id,
  persona: "Mara",
  title: `title of ${id}`,
  startedAt: at,
  lastAt: at,
  messages: 4,
  last: "Let it rain.",
  isOver: false,
  ...changes,
});

export const chatInfo: ChatInfo = {
  session: "s-open",
  title: "rainy days",
  startedAt: at,
  file: "home/sessions/s-open.jsonl",
  persona: "Mara",
  personaPath: "training_data/persona.yaml",
  dataPath: "training_data/conversations.json",
  examples: 1234,
  program: undefined,
  lm: "ollama:tiny",
  lmReason: "as asked for with --lm",
  embedder: "offline",
  pinned: undefined,
  context: {
    localTime: "Thursday 2026-12-24 23:40 Europe/Lisbon",
    partOfDay: "night",
    conversationLength: "2 minutes, 3 messages",
    sinceLastMessage: "1 minute",
  },
  now: Date.parse(at),
  clockShift: 0,
  timeZone: "Europe/Lisbon",
  history: { messages: 5, maxMessages: 20, tokens: 900, maxTokens: 2000 },
  tokens: { prompt: 12_345, completion: 67 },
  cost: 0.0042,
};

export type FakeOptions = {
  readonly conversation?: Conversation;
  /** Put in the place of what the fake does itself. */
  readonly chat?: Partial<Chat>;
  readonly columns?: number;
  /** Events that `events` gives, in place of those of the conversation. */
  readonly events?: (turn: number) => readonly TurnEvent[] | undefined;
  readonly sessions?: readonly SessionSummary[];
  readonly copy?: (text: string) => Promise<string>;
};

/** What a command may do, over a conversation that changes as the engine would change it; `told` is what was asked of the screen. */
export const fakeContext = (options: FakeOptions = {}) => {
  let conversation = options.conversation ?? conversationOf();
  let pinned: string | undefined;
  const said: { readonly text: string; readonly tone: string }[] = [];
  const rows: Row[] = [];
  const calls: (readonly unknown[])[] = [];
  const called = (...call: readonly unknown[]) => {
    calls.push(call);
  };
  const add = (...entries: readonly JournalEntry[]) => {
    conversation = entries.reduce(advance, conversation);
  };
  const last = () => {
    const exchange = exchangesOf(conversation).at(-1);
    if (exchange === undefined) throw new InputError({ what: "Nothing was said yet.", fix: "send a message first" });
    return exchange;
  };
  const chat: Omit<Chat, "close"> = {
    personaName: "Mara",
    lm: "ollama:tiny",
    lmReason: "as asked for with --lm",
    takeNotices: () => [],
    isClockMoved: false,
    conversation: () => conversation,
    send: () => nothing(),
    async *retry(): TurnEvents {
      const { id, message } = last();
      const turn = conversation.turns + 1;
      add({ type: "again", exchange: id });
      for (const event of turnEvents(turn, message, `reply of turn ${turn}`)) {
        add(event);
        yield event;
      }
      add({ type: "ended", turn, at });
    },
    async swipe(step) {
      const { id, takes: all } = last();
      const takes = all.filter(({ reply }) => reply !== "");
      const now = chosenTake(last())?.turn;
      const place = takes.findIndex(({ turn }) => turn === now);
      const next = takes.at((place + step) % takes.length);
      if (next) add({ type: "choose", exchange: id, turn: next.turn });
      called("swipe", step);
      return last();
    },
    async undo() {
      if (conversation.past.length === 0) throw new InputError({ what: "There is nothing to take back." });
      add({ type: "undo" });
    },
    async redo() {
      if (conversation.future.length === 0) throw new InputError({ what: "Nothing was taken back." });
      add({ type: "redo" });
    },
    async rate(verdict, rating) {
      called("rate", verdict, rating);
      return rating.turn ?? last().chosen;
    },
    async keep(what) {
      called("keep", what);
      return {
        turn: what.turn ?? last().chosen,
        id: "kept-1",
        path: "training_data/conversations.json",
        messages: 3,
        isMasked: false,
      };
    },
    sessions: async ({ limit } = {}) => (options.sessions ?? []).slice(0, limit),
    async resume(id) {
      called("resume", id);
    },
    async rename(title) {
      add({ type: "title", title });
    },
    async over() {
      called("over");
      conversation = conversationOf();
    },
    async choosePersona(path) {
      called("choosePersona", path);
      return "Read: Roz, 40 examples.";
    },
    async chooseModel(spec) {
      called("chooseModel", spec);
      return `model: ${spec}`;
    },
    pipelines: ["banter", "comfort"],
    get pinned() {
      return pinned;
    },
    pin(pipeline) {
      if (pipeline !== undefined && !["banter", "comfort"].includes(pipeline)) {
        throw new InputError({ what: "There is no such pipeline.", expected: "banter or comfort" });
      }
      pinned = pipeline;
    },
    shiftClock(to) {
      called("shiftClock", to);
      return "Friday 2026-12-25 01:40 Europe/Lisbon";
    },
    reload: async () => "Read again: 12 examples, 1 changed.",
    example: () => undefined,
    info: () => chatInfo,
    cost: () => undefined,
    ...options.chat,
  };
  const turns = conversation.exchanges.flatMap(({ takes }) => takes.map(({ turn }) => turn));
  let isInspecting = false;
  const context: CommandContext = {
    chat,
    commands,
    columns: options.columns ?? 80,
    say(lines, tone = "plain") {
      said.push({ text: lines.join("\n"), tone });
    },
    show(shown) {
      rows.push(...shown);
      said.push({ text: shown.map(plainRow).join("\n"), tone: "rows" });
    },
    events:
      options.events ??
      ((turn) => conversation.exchanges.flatMap(({ takes }) => takes).find((take) => take.turn === turn)?.events),
    turns,
    async answer(start) {
      for await (const _ of start({})) called("answered");
    },
    replay: () => called("replay"),
    compose: (...call) => called("compose", ...call),
    copy:
      options.copy ??
      (async (text) => {
        called("copy", text);
        return "copied";
      }),
    toggleInspector() {
      isInspecting = !isInspecting;
      return isInspecting;
    },
    clear: () => called("clear"),
    quit: () => called("quit"),
  };
  return {
    context,
    chat,
    conversation: () => conversation,
    /** Writes something more into its journal. */
    add,
    /** All that was put into the transcript. */
    told: () => said.map(({ text }) => text).join("\n"),
    said,
    rows,
    calls,
  };
};

/** Runs a command in a fake chat. */
export const runFake = async (command: Command, argument = "", options: FakeOptions = {}) => {
  const fake = fakeContext(options);
  await command.run(fake.context, argument);
  return fake;
};

/** What a command refuses with. */
export const refusal = async (command: Command, argument = "", options: FakeOptions = {}): Promise<string> => {
  try {
    await runFake(command, argument, options);
  } catch (error) {
    if (error instanceof InputError) return error.message;
    throw error;
  }
  throw new Error("it was not refused");
};

async function* nothing(): TurnEvents {}
