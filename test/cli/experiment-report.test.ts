import { expect, it } from "vitest";
import { adviceOf } from "../../app/experiments/advice.ts";
import { experimentReport } from "../../app/experiments/experiment-report.ts";
import { experimentSchema } from "../../app/experiments/experiment-schema.ts";
import { experimentStatus } from "../../app/experiments/experiment-status.ts";
import { countedUnits, unitNames } from "../../app/experiments/unit-words.ts";
import { reportLines } from "../../cli/experiment-report.ts";
import { simulated } from "../app/experiments/simulated.ts";

const even = experimentSchema.parse({ variants: { control: { share: 1 }, warm: { share: 1 } } });
const source = { ...simulated(even, { users: 30, seed: 4, of: {} }), metric: "latency" } as const;
const testOf = (given: Parameters<typeof experimentReport>[0]) =>
  reportLines(experimentReport(given), [])
    .join(" ")
    .replace(/\s+/g, " ")
    .match(/ test (none: .*?) at any time/)?.[1];

it("says that one is too few to be tested, and does not call it alike", () => {
  const alone = (variant: string) => {
    const first = source.turns.find((turn) => turn.variant === variant)?.session;
    return source.turns.filter((turn) => turn.variant !== variant || turn.session === first);
  };
  expect(testOf({ ...source, turns: alone("warm") })).toMatch(/^none: one \w+ of warm is too few/);
  const both = alone("warm").filter((turn) => alone("control").includes(turn));
  expect(testOf({ ...source, turns: both })).toMatch(/^none: one \w+ of control and one of warm is too few/);
});

it("says so where all values are the same", () => {
  const turns = source.turns.map((turn) => ({ ...turn, latencyMs: 800 }));
  expect(testOf({ ...source, turns })).toBe("none: all values are the same");
});

it("says of a share of which too few are known that no difference can be seen yet, and never more than 100 points", () => {
  const few = {
    ...simulated(even, { users: 60, seed: 3, of: { warm: { good: 0.5 } } }),
    metric: "satisfaction",
  } as const;
  const report = experimentReport(few);
  const withSo = (detectable: number) => {
    const comparisons = report.comparisons.map((each) => ({ ...each, detectable, verdict: "undecided" as const }));
    const changed = { ...report, comparisons };
    return reportLines(changed, adviceOf(changed)).join(" ").replace(/\s+/g, " ");
  };
  const beyond = withSo(1.362);
  expect(beyond).toContain("can be seen now nothing: even a difference of 100.0 points cannot be seen yet");
  expect(beyond).toMatch(/Not decided: with .* even a difference of 100\.0 points cannot be seen yet\./);
  expect(beyond).not.toContain("136.2");
  expect(withSo(1)).toContain("100.0 points or more");
  expect(withSo(0.3)).toMatch(/30\.0 points or more .* a difference below 30\.0 points cannot be seen\./);
});

it("counts users where they are named, else conversations, and says so in one word as `status` does", () => {
  const named = source.turns.map((turn) => ({ ...turn, unit: `user-${turn.unit}` }));
  const half = [...named.slice(0, 40), ...source.turns.slice(40)];
  const words = (turns: typeof source.turns) => {
    const shown = reportLines(experimentReport({ ...source, turns }), []).join("\n");
    const { unit } = experimentStatus({ name: "tone", experiment: even, turns, decisions: [], before: [] });
    expect(unit).toBe(experimentReport({ ...source, turns }).unit);
    return [shown.match(/, by (.*)/)?.[1], unitNames(unit), countedUnits(1, unit), countedUnits(2, unit)];
  };
  expect(words(named)).toEqual(["user", "users", "1 user", "2 users"]);
  expect(words(source.turns)).toEqual(["conversation", "conversations", "1 conversation", "2 conversations"]);
  const both = [
    "user or conversation",
    "users and conversations",
    "1 user or conversation",
    "2 users and conversations",
  ];
  expect(words(half)).toEqual(both);
});
