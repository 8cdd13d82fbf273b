import { expect, it } from "vitest";
import { experimentReport } from "../../app/experiments/experiment-report.ts";
import { experimentSchema } from "../../app/experiments/experiment-schema.ts";
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
