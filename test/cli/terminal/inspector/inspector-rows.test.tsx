import fc from "fast-check";
import { Box, Text } from "ink";
import { render } from "ink-testing-library";
import { describe, expect, it } from "vitest";
import type { Example } from "../../../../brain/core/example.ts";
import type { TurnEvent } from "../../../../brain/core/turn.ts";
import { columnsOf } from "../../../../cli/terminal/graphemes.ts";
import { explainTurn } from "../../../../cli/terminal/inspector/explain.ts";
import {
  type Inspection,
  inspectorRows,
  lastScroll,
  pageOf,
} from "../../../../cli/terminal/inspector/inspector-rows.ts";
import type { TurnSection } from "../../../../cli/terminal/inspector/item.ts";
import { plainRow } from "../../../../cli/terminal/row.ts";
import { nastyText, unsafe } from "../nasty-text.ts";
import { sampleTurn } from "../sample-turn.ts";

type Turn = NonNullable<Inspection["turn"]>;

const example = (id: string, said: string): [string, Example] => [
  id,
  {
    ...{ id, conversation: id, reply: `Reply of ${id}.`, tags: ["weather"], rating: 4 },
    messages: [{ from: "user", text: said }],
  },
];
const examples = new Map([example("rain-1", "so much rain"), example("rain-2", "it drips")]);

const turnOf = (events: readonly TurnEvent[], rest: Partial<Turn> = {}): Turn => ({
  ...{ since: 0, events, times: events.map((_, at) => at * 10), isRunning: false, examples, ...rest },
});
const shown = (turn: Turn | undefined, columns: number, rows: number, { scroll = 0, now = 0 } = {}) =>
  inspectorRows({ scroll, turn }, { columns, rows, now }).map(plainRow);

const linesOf = ({ items }: TurnSection) => items.map(({ lead = "", body }) => plainRow(lead) + plainRow(body));

const drawRow = (row: string, index: number) => (
  <Text key={index} wrap="truncate">
    {row || " "}
  </Text>
);

describe("inspectorRows", () => {
  it("says that there is nothing to show yet", () => {
    expect(shown(undefined, 80, 10)).toEqual(["inspector · nothing yet: send a message"]);
    expect(shown(undefined, 80, 0)).toEqual([]);
  });

  it("stacks its parts in a narrow window", () => {
    expect(shown(turnOf(sampleTurn, { cost: 0.00042 }), 80, 40)).toEqual([
      "#3 · negative 0.87 → de-escalate · 1.2 s · fallback model · cut by guard",
      "mood → pipeline",
      "  negative █████████░ 0.87, read by the local module · hostile to the persona",
      "  → de-escalate (hostile)",
      "",
      "context",
      "  local time           Thursday 2026-12-24 23:40 Europe/Lisbon",
      "  part of day          night",
      "  conversation length  2 minutes, 3 messages",
      "  since last message   1 minute",
      "",
      "verdicts",
      "  · attempt 1 blocked by topics, social-platforms: names Chirper [4, 11)",
      "    ░░░░░░░░░░⟦▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓⟧ characters 5 to 11",
      "",
      "attempts",
      "  · attempt 2 the fallback ollama:tiny, because of names Chirper",
      "",
      "demos of the default program · similarity, lead over the next",
      "  ████████████████░░░░  0.80 +0.90 rain-1",
      "    user    so much rain",
      "    client  Reply of rain-1.",
      "    apart   shares rain · weather · rated 4 of 5",
      "  ░░░░░░░░░░░░░░░░░░░░ -0.10       rain-2",
      "    user    it drips",
      "    client  Reply of rain-2.",
      "    apart   weather · rated 4 of 5",
      "",
      "time",
      "  sentiment   █                                         0.2 ms",
      "  first words ███████████                               340 ms",
      "  model       ███████████████████████████████████████    1.2 s",
      "  total                                                  1.2 s",
      "",
      "tokens",
      "  230 in, 31 out · ollama:tiny · $0.00042",
    ]);
  });

  it("puts mood and verdicts beside demos and times in a wide one", () => {
    const rows = shown(turnOf(sampleTurn), 120, 30);
    expect(rows[1]).toMatch(/^mood → pipeline +│ demos of the default program · similarity/);
    expect(rows.find((row) => row.startsWith("verdicts"))).toMatch(/ │ /);
    for (const row of rows.slice(1)) expect(row.indexOf("│")).toBe(50);
  });

  it("tells it all in fewer rows where there are few, and scrolls through what is left", () => {
    const turn = turnOf(sampleTurn);
    const rows = shown(turn, 80, 10);
    expect(rows).toHaveLength(10);
    expect(rows[0]).toMatch(/1–9 of \d+$/);
    const total = Number(rows[0]?.match(/\d+$/)?.[0]);
    const second = shown(turn, 80, 10, { scroll: 1 });
    expect(second[1]).toBe(rows[2]);
    const last = shown(turn, 80, 10, { scroll: 1000 });
    expect(last[0]).toMatch(`${total - 8}–${total} of ${total}`);
    expect(last.at(-1)).toBe("  230 in, 31 out · ollama:tiny · no price set (--price)");
  });

  it("tells where its end is, beyond which nothing is to be scrolled to", () => {
    const turn = turnOf(sampleTurn);
    for (const pane of [
      { columns: 80, rows: 10, now: 0 },
      { columns: 40, rows: 8, now: 0 },
      { columns: 20, rows: 6, now: 0 },
      { columns: 120, rows: 4, now: 0 },
    ]) {
      const last = lastScroll({ turn }, pane);
      const at = (scroll: number) => inspectorRows({ scroll, turn }, pane).map(plainRow);
      expect(at(last + 1)).toEqual(at(last));
      expect(at(last - 1)).not.toEqual(at(last));
    }
    expect(lastScroll({ turn }, { columns: 120, rows: 60, now: 0 })).toBe(0);
    expect(lastScroll({ turn: undefined }, { columns: 80, rows: 10, now: 0 })).toBe(0);
  });

  it("pages by what it shows below its title, or line by line where there is one", () => {
    expect([
      pageOf({ columns: 80, rows: 10 }),
      pageOf({ columns: 20, rows: 6 }),
      pageOf({ columns: 80, rows: 2 }),
    ]).toEqual([9, 1, 1]);
    const turn = turnOf(sampleTurn);
    const lines = [0, 1, 2].map((scroll) => shown(turn, 20, 6, { scroll }));
    expect(lines).toEqual([["de-escalate · 1.2 s"], ["mood → pipeline"], ["negative ████░ 0.87,"]]);
  });

  it("balances its columns: time and tokens go where they make it lower", () => {
    const turn = turnOf(sampleTurn);
    const five = [0, 1, 2, 3, 4].map((at) => ({ id: `rain-${(at % 2) + 1}`, similarity: 0.8 - at / 10 }));
    const long = turnOf(sampleTurn.map((event) => (event.type === "demos" ? { ...event, demos: five } : event)));
    for (const each of [turn, long]) {
      const rows = shown(each, 120, 40);
      const sides = [0, 1].map((side) => rows.findLastIndex((row) => (row.split("│")[side] ?? "").trim() !== ""));
      expect(Math.abs((sides[0] ?? 0) - (sides[1] ?? 0))).toBeLessThan(8);
    }
    const clean = turnOf(long.events.filter(({ type }) => type !== "guard" && type !== "retry"));
    expect(shown(clean, 120, 40)).toContainEqual(expect.stringMatching(/^time +│/));
  });

  it("indents what does not fit beside its name", () => {
    const rows = shown(turnOf(sampleTurn), 100, 40).map((row) => row.split("│")[0]?.trimEnd());
    const at = rows.indexOf("  conversation length");
    expect(rows[at + 1]).toBe("    2 minutes, 3 messages");
  });

  it("has one line where there is room for one", () => {
    expect(shown(turnOf(sampleTurn), 20, 6)).toEqual(["de-escalate · 1.2 s"]);
    expect(shown(turnOf(sampleTurn), 80, 1)).toEqual([
      "#3 · negative 0.87 → de-escalate · 1.2 s · fallback model · cut by guard",
    ]);
  });

  it("follows a turn that runs", () => {
    const running = turnOf(sampleTurn.slice(0, 5), { isRunning: true, since: 1000 });
    const rows = shown(running, 80, 40, { now: 4000 });
    expect(rows[0]).toBe("#3 · negative 0.87 → de-escalate · waiting for the model 3.0 s");
    expect(rows.join("\n")).toMatch(/first words +█+ +3\.0 s\n {2}so far +3\.0 s/);
    expect(rows).not.toContain("verdicts");
    expect(shown(running, 80, 40, { now: 9000 }).join("\n")).toMatch(/so far +8\.0 s/);
  });

  it("is drawn by Ink as it is laid out", () => {
    for (const [columns, rows] of [
      [80, 24],
      [40, 15],
      [20, 6],
    ] as const) {
      const laidOut = shown(turnOf(sampleTurn), columns, rows);
      const { lastFrame, unmount } = render(<Box flexDirection="column">{laidOut.map(drawRow)}</Box>);
      expect(
        lastFrame()
          ?.split("\n")
          .map((row) => row.trimEnd()),
      ).toEqual(laidOut.map((row) => row.trimEnd()));
      unmount();
    }
  });
});

describe("what guards found", () => {
  const message = "write to jo@example.org or call me";
  const start = (text: string): TurnEvent => ({ type: "turn", turn: 1, session: "s", at: "", message: text });
  const mood: TurnEvent = {
    ...{ type: "sentiment", turn: 1, sentiment: "neutral", confidence: 0.5, hostile: false, by: "local" },
  };
  const found = (category: string, span: readonly [number, number]): TurnEvent => ({
    ...{ type: "guard", turn: 1, side: "input", guard: category, category, action: "steer", attempt: 0, span },
  });

  it("is marked within the message, readable without colours", () => {
    const rows = inspectorRows(
      { scroll: 0, turn: turnOf([start(message), found("manipulation", [9, 23]), mood]) },
      { columns: 80, rows: 30, now: 0 },
    );
    expect(rows.map(plainRow)).toContain("    write to ⟦jo@example.org⟧ or call me");
    const runs = rows.flatMap((row) => (typeof row === "string" ? [] : row));
    expect(runs).toContainEqual({ text: "⟦jo@example.org⟧", looks: ["mark"] });
  });

  it("shows no word of a message in crisis, nor of one that no guard has seen", () => {
    const words = /jo@example|write|call me/;
    for (const events of [
      [start(message), found("personal-data", [9, 23]), found("crisis", [0, 34]), mood],
      [start(message), found("minors", [9, 23]), mood],
      [start(message)],
    ]) {
      for (const [columns, rows] of [
        [120, 40],
        [40, 40],
      ] as const) {
        expect(shown(turnOf(events), columns, rows).join("\n")).not.toMatch(words);
      }
      const told = explainTurn(events).flatMap(linesOf);
      expect(told.join("\n")).not.toMatch(words);
      expect(told.join("\n")).toMatch(/kept private|left out|not kept/);
    }
  });

  it("shows no character of a blocked sentence, but where it was", () => {
    const rows = shown(turnOf(sampleTurn.filter(({ type }) => type !== "retry")), 80, 40);
    expect(rows).toContain("    ░░░░░░░░░░⟦▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓⟧ characters 5 to 11");
  });

  it("shows a message that was kept without its words as that", () => {
    const told = explainTurn([start("(a message in crisis, whose words are kept private)"), mood]);
    expect(told.filter(({ title }) => title === "message").flatMap(linesOf)).toEqual([
      "(a message in crisis, whose words are kept private)",
    ]);
  });
});

const text = nastyText();
const span = fc.tuple(fc.nat(120), fc.nat(120));
const of = { turn: fc.integer({ min: 1, max: 9999 }) };
const ms = fc.oneof(fc.constant(0), fc.double({ min: 0, max: 1e6, noNaN: true }));
const maybe = <T,>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
const event = fc.oneof(
  fc.record({ type: fc.constant("turn"), ...of, session: text, at: text, message: nastyText({ most: 40 }) }),
  fc.record({
    ...{ type: fc.constant("guard"), ...of, side: fc.constantFrom("input", "output") },
    ...{ guard: text, action: fc.constantFrom("steer", "mask", "block"), category: maybe(text), reason: maybe(text) },
    ...{ span: maybe(span), spans: maybe(fc.array(span, { maxLength: 5 })), draft: maybe(text) },
    ...{ source: maybe(text), stoppedModel: fc.boolean(), attempt: fc.nat(9) },
  }),
  fc.record({
    ...{ type: fc.constant("sentiment"), ...of, sentiment: fc.constantFrom("positive", "neutral", "negative") },
    ...{ confidence: fc.double({ min: 0, max: 1, noNaN: true }), hostile: fc.boolean(), by: fc.constant("local") },
  }),
  fc.record({ type: fc.constant("route"), ...of, pipeline: text, reason: text }),
  fc.record({
    ...{ type: fc.constant("context"), ...of, localTime: text, partOfDay: fc.constant("night") },
    ...{ conversationLength: text, sinceLastMessage: text },
  }),
  fc.record({
    ...{ type: fc.constant("demos"), ...of, program: maybe(fc.record({ name: text, id: text })) },
    demos: fc.array(fc.record({ id: text, similarity: fc.double({ min: -1, max: 1, noNaN: true }) }), { maxLength: 6 }),
  }),
  fc.record({ type: fc.constant("delta"), ...of, text }),
  fc.record({
    type: fc.constant("wait"),
    ...of,
    lm: text,
    attempt: fc.constant(2),
    attempts: fc.constant(3),
    reason: text,
    ms,
  }),
  fc.record({ type: fc.constant("retry"), ...of, lm: text, attempt: fc.constant(2), reason: text }),
  fc.record({
    ...{ type: fc.constant("usage"), ...of, lm: text, promptTokens: fc.nat(), completionTokens: fc.nat() },
    ms: fc.record(
      { total: ms, model: ms, firstToken: ms, gate: ms, demos: ms, stage: ms },
      { requiredKeys: ["total", "model"] },
    ),
  }),
  fc.record({
    type: fc.constant("reply"),
    ...of,
    text,
    by: fc.constantFrom("model", "fallback"),
    ended: fc.constant("complete"),
  }),
  fc.record({ type: fc.constant("error"), ...of, code: text, message: text, shown: text }),
) as fc.Arbitrary<TurnEvent>; // `constant` and optional fields are wider than the union's members
const turn = fc.record({
  events: fc.array(event, { maxLength: 14 }),
  isRunning: fc.boolean(),
  since: fc.nat(5000),
  cost: maybe(fc.double({ min: 0, max: 1000, noNaN: true })),
  said: text,
});

describe("the pane", () => {
  it("keeps to its bounds, whatever it is given, and prints nothing unsafe", () => {
    const size = fc.record({ columns: fc.integer({ min: 1, max: 140 }), rows: fc.nat(50), now: fc.nat(90_000) });
    fc.assert(
      fc.property(turn, size, fc.integer({ min: -5, max: 80 }), ({ events, said, ...rest }, pane, scroll) => {
        const ids = events.flatMap((each) => (each.type === "demos" ? each.demos.map(({ id }) => id) : []));
        const known = new Map(ids.map((id) => example(id, said)));
        const rows = inspectorRows({ scroll, turn: turnOf(events, { ...rest, examples: known }) }, pane);
        expect(rows.length).toBeLessThanOrEqual(pane.rows);
        for (const row of rows.map(plainRow)) {
          expect(columnsOf(row)).toBeLessThanOrEqual(pane.columns);
          expect(row).not.toMatch(unsafe);
        }
        for (const section of explainTurn(events, { examples: known })) {
          for (const line of [section.title, ...linesOf(section)]) expect(line).not.toMatch(unsafe);
        }
        const last = lastScroll({ turn: turnOf(events, { ...rest, examples: known }) }, pane);
        expect(last).toBeGreaterThanOrEqual(0);
      }),
      { numRuns: 100 },
    );
  });
});
