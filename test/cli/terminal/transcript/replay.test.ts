import { beforeAll, describe, expect, it } from "vitest";
import {
  advance,
  beginConversation,
  type Conversation,
  type JournalEntry,
} from "../../../../brain/core/conversation.ts";
import type { ChatState } from "../../../../cli/terminal/chat-state.ts";
import { createStore } from "../../../../cli/terminal/create-store.ts";
import { plainRow } from "../../../../cli/terminal/row.ts";
import { loadMarkdown } from "../../../../cli/terminal/transcript/load-markdown.ts";
import { type ReplayOptions, replay } from "../../../../cli/terminal/transcript/replay.ts";
import { silenceBetween, timeSaid } from "../../../../cli/terminal/transcript/time-apart.ts";
import { createTranscript } from "../../../../cli/terminal/transcript/transcript.ts";

beforeAll(loadMarkdown);

const begun = beginConversation({ type: "begin", version: 1, id: "s", at: "2026-03-01T10:00:00Z", persona: "Mara" });

const turn = (number: number, at: string, message: string, reply: string): readonly JournalEntry[] => [
  { type: "turn", turn: number, session: "s", at, message },
  { type: "sentiment", turn: number, sentiment: "neutral", confidence: 0.9, hostile: false, by: "local" },
  { type: "route", turn: number, pipeline: "chat", reason: "neutral" },
  ...(reply === "" ? [] : [{ type: "delta", turn: number, text: reply } as const]),
  { type: "reply", turn: number, text: reply, by: "model", ended: "complete" },
  { type: "ended", turn: number, at },
];

const held = (...entries: readonly JournalEntry[]): Conversation => entries.reduce(advance, begun);

const shown = (conversation: Conversation, options: Partial<ReplayOptions> = {}) => {
  const store = createStore<Pick<ChatState, "transcript" | "flushed" | "open">>({
    transcript: [],
    flushed: 0,
    open: [],
  });
  const transcript = createTranscript(store, () => 70);
  replay(conversation, { transcript, personaName: "Mara", timeZone: "Europe/Lisbon", columns: () => 70, ...options });
  return store
    .get()
    .transcript.flatMap(({ rows }) => rows.map(plainRow))
    .join("\n");
};

describe("a conversation that is resumed", () => {
  it("looks as when it was held, with turns, ratings and long silences", () => {
    const conversation = held(
      ...turn(1, "2026-03-01T10:00:00Z", "hi", "Hello *you*."),
      ...turn(2, "2026-03-04T18:40:00Z", "back", "At last."),
      { type: "rate", turn: 2, verdict: "good", note: "warm", at: "2026-03-04T18:41:00Z" },
      { type: "keep", turn: 2, example: "x", at: "2026-03-04T18:41:00Z" },
    );
    expect(shown(conversation, { now: Date.parse("2026-03-05T09:00:00Z") })).toBe(
      [
        "",
        "— Sunday, 10:00 —",
        "",
        "› hi",
        "",
        "Mara",
        "  Hello you.",
        "  #1 · neutral → chat",
        "",
        "— 3 days later · yesterday, 18:40 —",
        "",
        "› back",
        "",
        "Mara",
        "  At last.",
        "  #2 · neutral → chat · rated good: warm · kept as an example",
      ].join("\n"),
    );
  });

  it("shows the last exchanges and how many stand before them", () => {
    const entries = Array.from({ length: 132 }, (_, at) =>
      turn(at + 1, "2026-03-01T10:00:00Z", `message ${at + 1}`, "Yes."),
    );
    const text = shown(held(...entries.flat()));
    expect(text).toContain("… 112 earlier exchanges");
    expect(text).not.toContain("› message 112\n");
    expect(text).toContain("› message 113\n");
    expect(text).toContain("› message 132\n");
  });

  it("tells which of several replies it shows, and what happened to one without words", () => {
    const conversation = held(
      ...turn(1, "2026-03-01T10:00:00Z", "hi", "One."),
      { type: "again", exchange: 1 },
      ...turn(2, "2026-03-01T10:01:00Z", "hi", "Two."),
      { type: "choose", exchange: 1, turn: 1 },
      { type: "turn", turn: 3, session: "s", at: "2026-03-01T10:02:00Z", message: "lost" },
      { type: "error", turn: 3, code: "unreachable", message: "No server answers.", shown: "" },
      { type: "ended", turn: 3, at: "2026-03-01T10:02:01Z" },
      { type: "turn", turn: 4, session: "s", at: "2026-03-01T10:03:00Z", message: "cut" },
      { type: "delta", turn: 4, text: "It beg" },
    );
    const text = shown(conversation);
    expect(text).toContain("Mara\nreply 1 of 2\n  One.\n  #1 ");
    expect(text).toContain("› lost\n  ✗ No server answers.\n  #3");
    expect(text).toContain("  It beg\n  #4 · cut short by the program's end");
    expect(shown(begun)).toContain("nothing has been said");
  });
});

describe("times of a conversation", () => {
  const now = Date.parse("2026-03-05T00:30:00Z");
  it("are told as people do, by the calendar of the persona's place", () => {
    const said = (at: string, timeZone = "UTC") => timeSaid(at, { now, timeZone });
    expect(said("2026-03-04T23:50:00Z")).toBe("yesterday, 23:50");
    expect(said("2026-03-04T23:50:00Z", "Asia/Tokyo")).toBe("today, 08:50");
    expect(said("2026-03-01T09:05:00Z")).toBe("Sunday, 09:05");
    expect(said("2026-02-12T09:05:00Z")).toBe("12 February, 09:05");
    expect(said("2025-02-12T09:05:00Z")).toBe("12 February 2025, 09:05");
    expect(timeSaid("2025-02-12T09:05:00Z", { timeZone: "UTC" })).toBe("12 February 2025, 09:05");
  });

  it("are told as silence from three hours on", () => {
    const after = (hours: number) =>
      silenceBetween(
        "2026-03-01T00:00:00Z",
        new Date(Date.parse("2026-03-01T00:00:00Z") + hours * 3_600_000).toISOString(),
      );
    expect([2, 3, 30, 24 * 9, 24 * 70, 24 * 800, -5].map(after)).toEqual([
      undefined,
      "3 hours later",
      "1 day later",
      "1 week later",
      "2 months later",
      "2 years later",
      undefined,
    ]);
  });
});
