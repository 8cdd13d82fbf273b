import { amount, portion, spread } from "./figures.ts";
import type { MeasuredTurn, TurnMetric } from "./turn-metric.ts";

const group = "conversation";

/** What is known of conversations. None of these figures is a judgement: of that an evaluation is asked. */
export const conversationMetrics: readonly TurnMetric[] = [
  {
    name: "conversations",
    help: "conversations with at least one turn",
    group,
    unit: "count",
    of: (turns) => amount(new Set(turns.map(({ session }) => session)).size),
  },
  {
    name: "turns",
    help: "messages that came in",
    group,
    unit: "count",
    of: (turns) => amount(turns.length),
  },
  {
    name: "turns-a-conversation",
    help: "turns of each conversation",
    group,
    unit: "turns",
    of: (turns) => spread([...tally(turns).values()].map((each) => each.turns)),
  },
  {
    name: "completed",
    help: "conversations whose last turn got a reply that was no goodbye for an empty budget",
    group,
    unit: "share",
    of: (turns) => ofConversations(turns, ({ last }) => last.by !== undefined && last.by !== "goodbye"),
  },
  {
    name: "abandoned",
    help: "conversations whose last turn was left without a reply: its reader had gone, or it failed",
    group,
    unit: "share",
    of: (turns) => ofConversations(turns, ({ last }) => last.by === undefined),
  },
  {
    name: "out-of-budget",
    help: "conversations that ended in a goodbye, since a budget was used up",
    group,
    unit: "share",
    of: (turns) => ofConversations(turns, ({ last }) => last.by === "goodbye"),
  },
  {
    name: "successful",
    help: "of the conversations with rated replies, those with more good than bad ones",
    group,
    unit: "share",
    of: (turns) => {
      const rated = [...tally(turns).values()].filter(({ good, bad }) => good + bad > 0);
      return portion(rated.filter(({ good, bad }) => good > bad).length, rated.length);
    },
  },
  {
    name: "satisfaction",
    help: "of the rated replies, those rated good",
    group,
    unit: "share",
    of: (turns) => {
      const rated = turns.filter(({ rating }) => rating !== undefined);
      return portion(rated.filter(({ rating }) => rating === "good").length, rated.length);
    },
  },
];

type Conversation = { turns: number; last: MeasuredTurn; good: number; bad: number };

const tally = (turns: readonly MeasuredTurn[]): ReadonlyMap<string, Conversation> => {
  const conversations = new Map<string, Conversation>();
  for (const turn of turns) {
    let known = conversations.get(turn.session);
    if (known === undefined) {
      known = { turns: 0, last: turn, good: 0, bad: 0 };
      conversations.set(turn.session, known);
    }
    known.turns++;
    if (turn.at >= known.last.at) known.last = turn;
    if (turn.rating !== undefined) known[turn.rating]++;
  }
  return conversations;
};

const ofConversations = (turns: readonly MeasuredTurn[], holds: (conversation: Conversation) => boolean) => {
  const conversations = [...tally(turns).values()];
  return portion(conversations.filter(holds).length, conversations.length);
};
