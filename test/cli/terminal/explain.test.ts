import { describe, expect, it } from "vitest";
import type { TurnEvent } from "../../../brain/core/turn.ts";
import { describeEvent } from "../../../cli/terminal/describe-event.ts";
import { explainTurn } from "../../../cli/terminal/explain.ts";
import { summarizeTurn } from "../../../cli/terminal/summarize-turn.ts";
import { createTurnMemory } from "../../../cli/terminal/turn-memory.ts";
import { sampleTurn } from "./sample-turn.ts";

const section = (events: readonly TurnEvent[], title: string) =>
  explainTurn(events).find((candidate) => candidate.title.startsWith(title))?.lines;

const without = (...types: TurnEvent["type"][]) => sampleTurn.filter((event) => !types.includes(event.type));

describe("explainTurn", () => {
  it("tells message, mood, route and context", () => {
    expect(section(sampleTurn, "message")).toEqual(["rain again"]);
    expect(section(sampleTurn, "mood")).toEqual(["negative, confidence 0.87, read by the local module; hostile"]);
    expect(section(sampleTurn, "route")).toEqual(["de-escalate: hostile"]);
    expect(section(sampleTurn, "context")).toEqual([
      "local time           Thursday 2026-12-24 23:40 Europe/Lisbon",
      "part of day          night",
      "conversation length  2 minutes, 3 messages",
      "since last message   1 minute",
    ]);
  });

  it("draws the similarity of demos", () => {
    expect(section(sampleTurn, "demos")).toEqual([
      "████████████████░░░░  0.80  rain-1",
      "░░░░░░░░░░░░░░░░░░░░ -0.10  rain-2",
    ]);
  });

  it("names the program that spoke, where it has a name", () => {
    expect(section(sampleTurn, "program")).toBeUndefined();
    const named = sampleTurn.map((event) =>
      event.type === "demos" ? { ...event, program: { name: "voice\u001b-2", id: "0123456789ab" } } : event,
    );
    expect(section(named, "program")).toEqual(["voice-2 (0123456789ab)"]);
  });

  it("tells verdicts with their place, and attempts with their reason", () => {
    expect(section(sampleTurn, "verdicts")).toEqual([
      "output, attempt 1: block by topics, social-platforms: names Chirper [4, 11)",
    ]);
    expect(section(sampleTurn, "attempts")).toEqual(["attempt 2 with ollama:tiny: names Chirper"]);
  });

  it("tells who wrote the reply, how it ended, and what it took", () => {
    expect(section(sampleTurn, "reply")).toEqual([
      "Let it rain.",
      "(by the fallback model; cut by a guard after its last good sentence)",
    ]);
    expect(section(sampleTurn, "time")).toEqual([
      "total 1.2 s · model 1.2 s · first words 340 ms · sentiment 0.2 ms",
      "230 prompt + 31 reply tokens, ollama:tiny",
    ]);
  });

  it("shows the exact prompt of each attempt, its turns apart", () => {
    expect(section(sampleTurn, "prompt of attempt 1")).toEqual([
      "── system ──",
      "You are Mara.",
      "Be brief.",
      "── user ──",
      "it pours",
      "── assistant ──",
      "let it",
      "── user ──",
      "rain again",
    ]);
    expect(section(sampleTurn, "prompt of attempt 2")).toEqual(["── user ──", "again, without that"]);
  });

  it("says of the offline model that it answered from the demos", () => {
    const offline = sampleTurn.map((event) => (event.type === "usage" ? { ...event, lm: "offline" } : event));
    expect(section(offline, "prompt")?.[0]).toMatch(/offline model answered from the demos/);
    expect(section(sampleTurn, "prompt")?.[0]).toBe("── system ──");
  });

  it("explains a turn that an error ended, from what it has", () => {
    const fault: TurnEvent = { type: "error", turn: 3, code: "timeout", message: "No answer in 30 s.", shown: "Let" };
    const events = [...without("reply", "usage", "prompt", "demos", "context"), fault];
    expect(section(events, "reply")).toEqual(["Let", "(timeout: No answer in 30 s.)"]);
    expect(section(events, "prompt")?.[0]).toMatch(/no model was asked/);
    expect(section([], "message")).toEqual(["not recorded"]);
  });

  it("gives lines that are safe to print and hold no line break", () => {
    const nasty = sampleTurn.map((event) =>
      event.type === "prompt"
        ? { ...event, messages: [{ role: "user" as const, content: "a\x1b[2Jb\r\nc\u202ed" }] }
        : event.type === "route"
          ? { ...event, reason: "one\ntwo\x07" }
          : event,
    );
    const lines = explainTurn(nasty).flatMap(({ title, lines: told }) => [title, ...told.map((line) => `  ${line}`)]);
    for (const line of lines) expect(line).not.toMatch(/[\p{Cc}\u202e]/u);
    expect(lines).toContain("  ab");
    expect(lines).toContain("  cd");
  });
});

describe("summarizeTurn", () => {
  it("tells mood, pipeline, demos, time and tokens, and what was unusual", () => {
    expect(summarizeTurn(sampleTurn)).toBe(
      "negative, hostile → de-escalate · 2 demos · 1.2 s · 230+31 tokens · 2 attempts · fallback model · cut by guard",
    );
  });

  it("leaves out what did not happen", () => {
    const plain = without("retry", "demos", "sentiment").map((event) =>
      event.type === "reply" ? { ...event, by: "model" as const, ended: "complete" as const } : event,
    );
    expect(summarizeTurn(plain)).toBe("de-escalate · 1.2 s · 230+31 tokens");
    expect(summarizeTurn([])).toBe("");
  });
});

describe("describeEvent", () => {
  it("speaks of verdicts, retries and errors, and of nothing else", () => {
    const told = sampleTurn.flatMap((event) => describeEvent(event)?.text ?? []);
    expect(told).toEqual([
      "! reply blocked by social-platforms: names Chirper",
      "↻ attempt 2 with ollama:tiny: names Chirper",
    ]);
  });
});

describe("createTurnMemory", () => {
  it("keeps the last hundred turns", () => {
    const memory = createTurnMemory();
    for (let turn = 1; turn <= 150; turn++) {
      memory.add({ type: "delta", turn, text: "a" });
      memory.add({ type: "delta", turn, text: "b" });
    }
    expect(memory.numbers()).toEqual(Array.from({ length: 100 }, (_, index) => index + 51));
    expect(memory.get(150)).toHaveLength(2);
    expect(memory.get(50)).toBeUndefined();
  });
});
