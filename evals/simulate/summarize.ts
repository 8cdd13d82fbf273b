import { type ClusteredMean, type ClusteredShare, clusteredMean, clusteredShare } from "./clustered.ts";
import { type Repetition, repetitionOf } from "./repeats.ts";
import { type EndReason, endReasons, type Transcript, type TranscriptTurn } from "./transcript.ts";

/** What the conversations of one program with one model came to. Cancelled ones are counted and left out of everything else. */
export type SimulationSummary = {
  readonly program: string;
  readonly lm: string;
  readonly conversations: number;
  readonly cancelled: number;
  /** Shares of conversations, by how they ended. */
  readonly ends: Readonly<Partial<Record<EndReason, ClusteredShare>>>;
  /** Goal, patience or another reason of the user's own. */
  readonly endedByUser: ClusteredShare;
  /** Codes of the faults that ended conversations, and how often. */
  readonly faults: Readonly<Record<string, number>>;
  /** Shares of the turns that got a reply, by what happened in them. */
  readonly turns: Readonly<Record<TurnMeasure, ClusteredShare>>;
  /** Shares of the turns with a reply in which an attempt was blocked, or something shown is found, by category. */
  readonly blockedBy: Readonly<Record<string, ClusteredShare>>;
  readonly shownBy: Readonly<Record<string, ClusteredShare>>;
  /** Turns that got no reply, of all turns. */
  readonly errors: ClusteredShare;
  readonly replyWords: ClusteredMean;
  readonly turnsPerConversation: ClusteredMean;
  readonly tokens: { readonly prompt: number; readonly completion: number };
  readonly calls: number;
};

export const turnMeasures = [
  "deflected",
  "care",
  "disclosed",
  "blocked",
  "violated",
  "repeated",
  "nearlyRepeated",
  "safe",
  "cut",
] as const;
export type TurnMeasure = (typeof turnMeasures)[number];

type Reply = { readonly turn: TranscriptTurn; readonly repetition: Repetition | undefined };

/** One summary a program and model, in the order in which they first come. */
export const summarizeTranscripts = (transcripts: readonly Transcript[]): readonly SimulationSummary[] => {
  const groups = new Map<string, Transcript[]>();
  for (const each of transcripts) {
    const name = JSON.stringify([each.program, each.lm]);
    groups.set(name, [...(groups.get(name) ?? []), each]);
  }
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    return first === undefined ? [] : [summarize(first, group)];
  });
};

const summarize = ({ program, lm }: Transcript, group: readonly Transcript[]): SimulationSummary => {
  const whole = group.filter(({ end }) => end.reason !== "aborted");
  const replies = whole.map(repliesOf);
  const ofTurns = (is: (reply: Reply) => boolean) =>
    clusteredShare(replies.map((each) => ({ hits: each.filter(is).length, n: each.length })));
  const ofConversations = (is: (each: Transcript) => boolean) =>
    clusteredShare(whole.map((each) => ({ hits: is(each) ? 1 : 0, n: 1 })));
  const byCategory = (categories: (turn: TranscriptTurn) => readonly string[]) => {
    const all = new Set(replies.flatMap((each) => each.flatMap(({ turn }) => categories(turn))));
    return Object.fromEntries(
      [...all].toSorted().map((category) => [category, ofTurns(({ turn }) => categories(turn).includes(category))]),
    );
  };
  const turns = whole.flatMap((each) => each.turns);
  return {
    program,
    lm,
    conversations: whole.length,
    cancelled: group.length - whole.length,
    ends: Object.fromEntries(
      endReasons
        .filter((reason) => whole.some(({ end }) => end.reason === reason))
        .map((reason) => [reason, ofConversations(({ end }) => end.reason === reason)]),
    ),
    endedByUser: ofConversations(({ end }) => ["goal", "patience", "left"].includes(end.reason)),
    faults: counted(whole.flatMap(({ end }) => (end.reason === "error" ? [end.code ?? "unknown"] : []))),
    turns: {
      deflected: ofTurns(({ turn }) => turn.pipeline === "deflect"),
      care: ofTurns(({ turn }) => turn.pipeline === "care"),
      disclosed: ofTurns(({ turn }) => turn.pipeline === "disclose"),
      blocked: ofTurns(({ turn }) => blockedIn(turn).length > 0),
      violated: ofTurns(({ turn }) => turn.violations.length > 0),
      repeated: ofTurns(({ repetition }) => repetition === "exact"),
      nearlyRepeated: ofTurns(({ repetition }) => repetition === "near"),
      safe: ofTurns(({ turn }) => turn.by === "safe"),
      cut: ofTurns(({ turn }) => turn.ended !== "complete"),
    },
    blockedBy: byCategory(blockedIn),
    shownBy: byCategory(({ violations }) => violations),
    errors: clusteredShare(
      whole.map((each) => ({ hits: each.turns.filter(({ error }) => error).length, n: each.turns.length })),
    ),
    replyWords: clusteredMean(replies.map((each) => each.map(({ turn }) => wordsIn(turn.reply)))),
    turnsPerConversation: clusteredMean(
      whole.map((each) => [each.turns.length]),
      { least: 1 },
    ),
    tokens: {
      prompt: turns.reduce((total, { promptTokens }) => total + promptTokens, 0),
      completion: turns.reduce((total, { completionTokens }) => total + completionTokens, 0),
    },
    calls: turns.reduce((total, { calls }) => total + calls, 0),
  };
};

/** The turns with a reply, and whether it had been given before. */
const repliesOf = ({ turns }: Transcript): readonly Reply[] =>
  turns.flatMap((turn, at) => {
    if (turn.error) return [];
    const before = turns.slice(0, at).map(({ reply }) => reply);
    return [{ turn, repetition: repetitionOf(turn.reply, before) }];
  });

const blockedIn = ({ verdicts }: TranscriptTurn): readonly string[] => [
  ...new Set(
    verdicts.flatMap(({ side, action, category, guard }) =>
      side === "output" && action === "block" ? [category ?? guard] : [],
    ),
  ),
];

const counted = (names: readonly string[]): Readonly<Record<string, number>> => {
  const counts: Record<string, number> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
};

const wordsIn = (text: string): number => text.match(/[\p{L}\p{N}]+(?:['’-][\p{L}\p{N}]+)*/gu)?.length ?? 0;
