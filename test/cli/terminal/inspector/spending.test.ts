import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decisions } from "../../../../brain/core/decision.ts";
import { budgetScopes, budgetUnits } from "../../../../brain/core/spend.ts";
import type { TurnEvent } from "../../../../brain/core/turn.ts";
import {
  budgetFigures,
  budgetMark,
  budgetPercent,
  hardNotice,
  softNotice,
} from "../../../../cli/terminal/inspector/budget-words.ts";
import { connectionWords } from "../../../../cli/terminal/inspector/connection-words.ts";
import { describeEvent } from "../../../../cli/terminal/inspector/describe-event.ts";
import { explainTurn } from "../../../../cli/terminal/inspector/explain.ts";
import { inspectorRows } from "../../../../cli/terminal/inspector/inspector-rows.ts";
import { stageAfter } from "../../../../cli/terminal/inspector/stage-after.ts";
import { summarizeTurn } from "../../../../cli/terminal/inspector/summarize-turn.ts";
import { plainRow } from "../../../../cli/terminal/row.ts";
import { waitingRow } from "../../../../cli/terminal/waiting-row.ts";
import { nastyText, unsafe } from "../nasty-text.ts";
import { dayBudget, goodbyeTurn, opened, sessionTurns, spentTurn, usedUp } from "../spent-turn.ts";

const section = (events: readonly TurnEvent[], title: string) =>
  explainTurn(events)
    .find((candidate) => candidate.title === title)
    ?.items.map(({ lead = "", body }) => plainRow(lead) + plainRow(body));

describe("budgets in words", () => {
  it("tell of one that is nearly used up its share and figures", () => {
    expect(softNotice(dayBudget)).toBe("The day's budget is 83 % used: $1.66 of $2.00.");
    const tokens = {
      ...dayBudget,
      scope: "user",
      unit: "tokens",
      used: 12_345,
      reserved: 4000,
      limit: 20_000,
    } as const;
    expect(softNotice(tokens)).toBe("This user's tokens are 81 % used: 12,345 of 20,000 tokens, 4,000 reserved.");
  });

  it("tell of one that is used up what can be done", () => {
    expect(hardNotice(usedUp)).toBe(
      "The day's budget allows no further reply: $1.99 of $2.00, $0.01 reserved. To go on, raise budgets.day.cost in understudy.yaml; `understudy budget` shows all.",
    );
    expect(hardNotice(sessionTurns)).toBe(
      "This conversation's turns allow no further reply: 50 of 50 turns. A new conversation goes on; for longer ones raise budgets.session.turns in understudy.yaml, or start with --max-turns 0.",
    );
    const refused = { ...sessionTurns, unit: "tokens", used: 3831, reserved: 0, limit: 7000, asked: 3400 } as const;
    expect(hardNotice(refused)).toMatch(
      /^This conversation's tokens allow no further reply: 3,831 of 7,000 tokens used, and a reply may come to 3,400\. /,
    );
    expect(budgetFigures({ ...refused, reserved: 200 })).toBe(
      "3,831 of 7,000 tokens used, 200 reserved, and a reply may come to 3,400",
    );
    expect(budgetFigures({ ...refused, used: 7000 })).toBe("7,000 of 7,000 tokens");
    expect(hardNotice({ ...usedUp, used: 1, reserved: 0 })).toContain("$1.00 of $2.00, and what a reply costs is not");
    expect(hardNotice(undefined)).toMatch(/understudy budget/);
  });

  it("have a mark: that of the one used up furthest", () => {
    const month = { ...dayBudget, scope: "month", used: 1.9 } as const;
    expect(budgetMark([])).toBe(undefined);
    expect(budgetMark([{ ...dayBudget, level: "free" }])).toBe(undefined);
    expect(budgetMark([dayBudget, month])).toBe("month budget 95 %");
    expect(budgetMark([month, { ...usedUp, used: 1 }])).toBe("day budget used up");
    expect(budgetMark([sessionTurns])).toBe("session turns used up");
  });

  it("never say 100 % before nothing is left, and write small amounts of money out", () => {
    expect(budgetPercent({ ...dayBudget, used: 1.9999 })).toBe(99);
    expect(budgetPercent({ ...dayBudget, used: 0, limit: 0 })).toBe(100);
    expect(budgetFigures({ ...dayBudget, used: 0.00042, limit: 0.005 })).toBe("$0.00042 of $0.005");
    expect(budgetFigures({ ...dayBudget, used: 0.0126, limit: 0.045 })).toBe("$0.013 of $0.045");
    expect(budgetFigures({ ...dayBudget, used: 0.0126, limit: 0.0135, reserved: 0.0004 })).toBe(
      "$0.0126 of $0.0135, $0.0004 reserved",
    );
    expect(budgetFigures({ ...dayBudget, used: 0.012, limit: 0.0135, asked: 0.00221 })).toBe(
      "$0.0120 of $0.0135 used, and a reply may come to $0.0022",
    );
    expect(budgetFigures({ ...dayBudget, used: 1.2, limit: 1.23456 })).toBe("$1.20000 of $1.23456");
    const amount = fc.double({ min: 0, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(amount, amount, amount, (used, reserved, limit) => {
        const standing = { ...dayBudget, used, reserved, limit };
        expect(budgetPercent(standing)).toBeGreaterThanOrEqual(0);
        expect(budgetPercent(standing)).toBeLessThanOrEqual(100);
        expect(budgetFigures(standing)).toMatch(/^[$\d][^e]* of [^e]*( reserved)?$|under/);
      }),
    );
  });
});

describe("a turn with budgets, connections and an experiment", () => {
  it("is explained with all of them", () => {
    expect(section(spentTurn, "experiment")).toEqual(["greeting: warm"]);
    expect(section(spentTurn, "budgets")).toEqual(["· nearly used up the day's budget: $1.66 of $2.00"]);
    expect(section(spentTurn, "attempts")).toEqual([
      "· groq:x: failed 5 times in a row; it is not asked for 30 s",
      "· ollama:y: asked in place of the usual one, since a budget is nearly used up",
      "· attempt 2 ollama:y, because of Groq cannot be reached (unreachable)",
    ]);
    expect(section(spentTurn, "tokens")).toEqual(["230 in, 31 out · small (ollama:y) · $0.0031"]);
    expect(section(goodbyeTurn, "reply")).toEqual([
      "Until tomorrow.",
      "(by the persona's goodbyes, since a budget was used up; complete)",
    ]);
    expect(explainTurn([]).map(({ title }) => title)).not.toContain("budgets");
  });

  it("stands in the inspector, one line each", () => {
    const turn = {
      ...{ since: 0, events: spentTurn, times: spentTurn.map(() => 0), isRunning: false, examples: new Map() },
    };
    for (const columns of [80, 140]) {
      const rows = inspectorRows({ scroll: 0, turn }, { columns, rows: 50, now: 0 }).map(plainRow).join("\n");
      expect(rows).toMatch(/experiment/);
      expect(rows).toMatch(/greeting: warm/);
      expect(rows).toMatch(/nearly used up the day's budget/);
      expect(rows).toMatch(/groq:x: failed 5 times in a row/);
    }
  });

  it("is summed up by what was unusual", () => {
    expect(summarizeTurn(spentTurn)).toContain("cheaper model");
    expect(summarizeTurn(goodbyeTurn)).toBe("#4 · goodbye");
  });

  it("leaves connections out of the transcript, and a budget that was told", () => {
    const told = (tellsBudget: boolean) =>
      spentTurn.flatMap((event) => describeEvent(event, { lm: "groq:x", tellsBudget })?.text ?? []);
    expect(told(false)).toEqual(["↻ Groq cannot be reached; asking ollama:y instead (attempt 2)"]);
    expect(told(true)[0]).toBe("! The day's budget is 83 % used: $1.66 of $2.00.");
  });

  it("tells below a goodbye which budget ended the talk", () => {
    const last = goodbyeTurn.at(-1) as TurnEvent; // the fixture has one
    expect(describeEvent(last, { events: [sessionTurns] })?.text).toMatch(
      /^! This conversation's turns .*\/end begins/,
    );
    expect(describeEvent(last)?.text).toMatch(/^! A budget allows no further reply/);
  });

  it("shows in the waiting row what is waited for", () => {
    const rowAfter = (event: TurnEvent, now: number, again?: number) =>
      plainRow(
        waitingRow(
          { stage: stageAfter(event) ?? "", since: 0, heardAt: 0, ...(again !== undefined && { again }) },
          { now, columns: 80 },
        ),
      ).slice(2);
    const throttled = { ...opened, decision: "throttled" } as const;
    expect(rowAfter(throttled, 1000, 5000)).toBe("asking in 4 s, within its limits · Esc cancels");
    expect(rowAfter(throttled, 6000, 5000)).toBe("waiting for the model 6 s, within its limits · Esc cancels");
    expect(rowAfter({ ...opened, decision: "queued", ms: undefined }, 3000)).toMatch(
      /^waiting for the model, which is busy with others 3 s/,
    );
    expect(rowAfter({ ...opened, decision: "hedged" }, 3000)).toMatch(
      /^waiting for the model, asked a second time 3 s/,
    );
    expect(stageAfter(opened)).toBe(undefined);
    // It is told when the waiting is over.
    expect(stageAfter({ ...opened, decision: "queued", ms: 900 })).toBe(undefined);
  });

  it("prints nothing unsafe, whatever names and reasons hold", () => {
    const words = nastyText({ most: 6 });
    const amount = fc.double({ min: 0, max: 1e5, noNaN: true });
    const of = fc.constant(1);
    const event: fc.Arbitrary<TurnEvent> = fc.oneof(
      fc.record({
        ...{ type: fc.constant("connection" as const), turn: of, lm: words, reason: words, ms: amount },
        decision: fc.constantFrom(...decisions),
      }),
      fc.record({ type: fc.constant("experiment" as const), turn: of, experiment: words, variant: words }),
      fc.record({
        ...{ type: fc.constant("budget" as const), turn: of, used: amount, reserved: amount, limit: amount },
        asked: fc.option(amount, { nil: undefined }),
        ...{ scope: fc.constantFrom(...budgetScopes), unit: fc.constantFrom(...budgetUnits) },
        level: fc.constantFrom("soft" as const, "hard" as const),
      }),
      fc.record({
        ...{
          type: fc.constant("retry" as const),
          turn: of,
          attempt: fc.constant(2),
          reason: words,
          lm: words,
          code: words,
        },
      }),
      fc.record({
        ...{ type: fc.constant("usage" as const), turn: of, lm: words, connection: words, cost: amount },
        ...{ promptTokens: fc.nat(9999), completionTokens: fc.nat(9999), ms: fc.constant({ total: 1, model: 1 }) },
      }),
    );
    fc.assert(
      fc.property(
        fc.array(event, { minLength: 1, maxLength: 5 }),
        fc.integer({ min: 4, max: 130 }),
        (events, columns) => {
          const turn = { since: 0, events, times: events.map(() => 0), isRunning: true, examples: new Map() };
          const told = [
            ...explainTurn(events).flatMap(({ items }) =>
              items.map(({ lead = "", body }) => plainRow(lead) + plainRow(body)),
            ),
            ...inspectorRows({ scroll: 0, turn }, { columns, rows: 30, now: 0 }).map(plainRow),
            ...events.map((one) => describeEvent(one, { events, tellsBudget: true })?.text ?? ""),
            summarizeTurn(events),
            ...events.flatMap((one) => {
              const stage = stageAfter(one, "x");
              return stage === undefined
                ? []
                : [plainRow(waitingRow({ stage, since: 0, heardAt: 0 }, { now: 9, columns }))];
            }),
          ];
          for (const line of told) expect(line).not.toMatch(unsafe);
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe("connectionWords", () => {
  it("tells how long was waited, and why a connection was asked", () => {
    const told = (decision: (typeof decisions)[number], reason: string, ms?: number) =>
      connectionWords({ lm: "a:b", decision, reason, ms });
    expect(told("throttled", "the limits of a:b a minute are used up", 4000)).toBe(
      "a:b: the limits of a:b a minute are used up; waited 4.0 s",
    );
    expect(told("queued", "waited for a free place at a:b", 900)).toBe("a:b: waited for a free place at a:b, 900 ms");
    expect(told("hedged", "no text within 5 s", 5000)).toBe("a:b: asked a second time, since no text within 5 s");
    expect(told("breaker-closed", "")).toBe("a:b: breaker closed");
  });

  it("has one line for every decision", () => {
    for (const decision of decisions)
      expect(connectionWords({ lm: "a:b", decision, reason: "why" })).toMatch(/^a:b: .*why/);
  });
});
