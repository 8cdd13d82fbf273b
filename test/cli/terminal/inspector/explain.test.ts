import { describe, expect, it } from "vitest";
import type { TurnEvent } from "../../../../brain/core/turn.ts";
import { explainTurn, promptSections } from "../../../../cli/terminal/inspector/explain.ts";
import type { TurnSection } from "../../../../cli/terminal/inspector/item.ts";
import { plainRow } from "../../../../cli/terminal/row.ts";
import { sampleTurn } from "../sample-turn.ts";

/** Items as lines of text, without what is indented below the title. */
const linesOf = (section: TurnSection | undefined) =>
  section?.items.map(({ lead = "", body }) => (plainRow(lead) + plainRow(body)).trimEnd());

const section = (events: readonly TurnEvent[], title: string) =>
  linesOf(explainTurn(events).find((candidate) => candidate.title.startsWith(title)));

const prompt = (events: readonly TurnEvent[], title: string) =>
  promptSections(events).find((candidate) => candidate.title.startsWith(title))?.lines;

const without = (...types: TurnEvent["type"][]) => sampleTurn.filter((event) => !types.includes(event.type));

describe("explainTurn", () => {
  it("begins with mood and pipeline, and ends with the reply", () => {
    const titles = explainTurn(sampleTurn).map(({ title }) => title);
    expect(titles[0]).toBe("mood → pipeline");
    expect(titles.at(-1)).toBe("reply");
    expect(titles).not.toContain("prompt");
  });

  it("tells message, mood, pipeline and context", () => {
    expect(section(sampleTurn, "message")).toEqual(["rain again"]);
    expect(section(sampleTurn, "mood")).toEqual([
      "negative █████████░ 0.87, read by the local module · hostile to the persona",
      "→ de-escalate (hostile)",
    ]);
    expect(section(sampleTurn, "context")).toEqual([
      "local time           Thursday 2026-12-24 23:40 Europe/Lisbon",
      "part of day          night",
      "conversation length  2 minutes, 3 messages",
      "since last message   1 minute",
    ]);
  });

  it("draws the similarity of demos and their lead, and tells what set them apart", () => {
    const examples = new Map([
      [
        "rain-1",
        {
          id: "rain-1",
          conversation: "c",
          messages: [{ from: "user" as const, text: "Rain, rain!" }],
          reply: "Let it.",
          tags: ["weather", "sad"],
          rating: 5,
        },
      ],
    ]);
    const wanting = sampleTurn.map((event) => (event.type === "demos" ? { ...event, tags: ["sad"] } : event));
    const told = explainTurn(wanting, { examples }).find(({ title }) => /^demos/.test(title));
    expect(linesOf(told)).toEqual([
      "████████████████░░░░  0.80 +0.90 rain-1",
      "  user    Rain, rain!",
      "  client  Let it.",
      "  apart   shares rain · sad (wanted) · weather · rated 5 of 5",
      "░░░░░░░░░░░░░░░░░░░░ -0.10       rain-2",
      "          no longer among the examples",
    ]);
    expect(section(sampleTurn, "demos")).toHaveLength(2);
  });

  it("cuts what was said long at a word", () => {
    const long = { id: "rain-1", conversation: "c", messages: [], reply: "raining ".repeat(40), tags: [] };
    const told = explainTurn(sampleTurn, { examples: new Map([["rain-1", long]]) });
    const client = told.flatMap((each) => linesOf(each) ?? []).find((line) => line.startsWith("  client"));
    expect(client).toMatch(/^ {2}client {2}(raining )+…$/);
  });

  it("says what the figures before demos are", () => {
    const demos = explainTurn(sampleTurn).find(({ title }) => title.startsWith("demos"));
    expect(demos?.note).toBe("similarity, lead over the next");
  });

  it("names the program that chose the demos", () => {
    const titleOf = (events: readonly TurnEvent[]) =>
      explainTurn(events).find(({ title }) => title.startsWith("demos"))?.title;
    expect(titleOf(sampleTurn)).toBe("demos of the default program");
    const named = sampleTurn.map((event) =>
      event.type === "demos" ? { ...event, program: { name: "voice\u0007-2", id: "0123456789ab" } } : event,
    );
    expect(titleOf(named)).toBe("demos of voice-2 (0123456789ab)");
    const blind = sampleTurn.map((event) =>
      event.type === "demos" ? { ...event, demos: [{ id: "a", similarity: 0 }] } : event,
    );
    expect(titleOf(blind)).toMatch(/chosen without looking at the message$/);
  });

  it("tells verdicts with their place, and attempts with their reason", () => {
    expect(section(sampleTurn, "verdicts")).toEqual([
      "· attempt 1 blocked by topics, social-platforms: names Chirper [4, 11)",
      "  ░░░░░░░░░░⟦▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓⟧ characters 5 to 11",
    ]);
    expect(section(sampleTurn, "attempts")).toEqual(["· attempt 2 the fallback ollama:tiny, because of names Chirper"]);
    expect(section(without("retry", "guard"), "attempts")).toEqual(["one"]);
    expect(section(without("guard"), "verdicts")?.[0]).toMatch(/every guard let/);
  });

  it("marks what was blocked where the event holds the draft", () => {
    const events = sampleTurn.map((event) =>
      event.type === "guard" ? { ...event, draft: "See Chirper for more." } : event,
    );
    expect(section(events, "verdicts")?.[1]).toBe("  See ⟦Chirper⟧ for more.");
  });

  it("tells who wrote the reply, how it ended, and what it took", () => {
    expect(section(sampleTurn, "reply")).toEqual([
      "Let it rain.",
      "(by the fallback model; cut by a guard after its last good sentence)",
    ]);
    expect(section(sampleTurn, "time")).toEqual([
      "sentiment   █                                         0.2 ms",
      "first words ███████████                               340 ms",
      "model       ███████████████████████████████████████    1.2 s",
      "total                                                  1.2 s",
    ]);
    expect(section(sampleTurn, "tokens")).toEqual(["230 in, 31 out · ollama:tiny · no price set (--price)"]);
    const priced = explainTurn(sampleTurn, { cost: 0.00042 }).find(({ title }) => title === "tokens");
    expect(linesOf(priced)).toEqual(["230 in, 31 out · ollama:tiny · $0.00042"]);
  });

  it("shows the exact prompt of each attempt, its turns apart", () => {
    expect(prompt(sampleTurn, "prompt of attempt 1")).toEqual([
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
    expect(prompt(sampleTurn, "prompt of attempt 2")).toEqual(["── user ──", "again, without that"]);
  });

  it("says of the offline model that it answered from the demos", () => {
    const offline = sampleTurn.map((event) => (event.type === "usage" ? { ...event, lm: "offline" } : event));
    expect(prompt(offline, "prompt")?.[0]).toMatch(/offline model answered from the demos/);
    expect(prompt(sampleTurn, "prompt")?.[0]).toBe("── system ──");
  });

  it("explains a turn that an error ended, from what it has", () => {
    const fault: TurnEvent = { type: "error", turn: 3, code: "timeout", message: "No answer in 30 s.", shown: "Let" };
    const events = [...without("reply", "usage", "prompt", "demos", "context"), fault];
    expect(section(events, "reply")).toEqual(["Let", "(timeout: No answer in 30 s.)"]);
    expect(prompt(events, "prompt")?.[0]).toMatch(/no model was asked/);
    expect(section([], "message")).toEqual(["(not recorded)"]);
  });

  it("gives lines that are safe to print and hold no line break", () => {
    const nasty = sampleTurn.map((event) =>
      event.type === "prompt"
        ? { ...event, messages: [{ role: "user" as const, content: "a\x1b[2Jb\r\nc\u202ed" }] }
        : event.type === "route"
          ? { ...event, reason: "one\ntwo\x07" }
          : event,
    );
    const lines = [
      ...explainTurn(nasty).flatMap((told) => [told.title, ...(linesOf(told) ?? [])]),
      ...promptSections(nasty).flatMap(({ title, lines: told }) => [title, ...told.map((line) => `  ${line}`)]),
    ];
    for (const line of lines) expect(line).not.toMatch(/[\p{Cc}\u202e]/u);
    expect(lines).toContain("  ab");
    expect(lines).toContain("  cd");
  });
});
