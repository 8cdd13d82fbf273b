import { describe, expect, it } from "vitest";
import { adviceOf } from "../../../app/experiments/advice.ts";
import { experimentReport } from "../../../app/experiments/experiment-report.ts";
import { experimentSchema } from "../../../app/experiments/experiment-schema.ts";
import type { ReportSource } from "../../../app/experiments/report-source.ts";
import { reportLines } from "../../../cli/experiment-report.ts";
import { begin, simulated } from "./simulated.ts";

const even = experimentSchema.parse({ variants: { control: { share: 1 }, warm: { share: 1 } } });
const adviceFor = (source: ReportSource) => adviceOf(experimentReport(source)).join(" ");

describe("experimentReport", () => {
  it("finds the variant that is truly better, and says to roll it out", () => {
    const source = simulated(even, { users: 400, seed: 3, of: { control: { good: 0.5 }, warm: { good: 0.75 } } });
    const { comparisons, variants, traffic } = experimentReport(source);
    const [warm] = comparisons;
    expect(warm).toMatchObject({ variant: "warm", against: "control", verdict: "better", worseBy: [] });
    expect(warm?.test?.name).toBe("welch");
    expect(warm?.anytime?.low).toBeGreaterThan(0);
    expect(warm?.interval?.low).toBeLessThan(0.25);
    expect(warm?.interval?.high).toBeGreaterThan(0.25);
    expect(variants.map(({ units }) => units).reduce((all, each) => all + each)).toBe(400);
    expect(traffic?.isOff).toBe(false);
    expect(adviceFor(source)).toMatch(
      /^warm is better: .* at least \(95 % sure, however often you look\)\. Roll it out/,
    );
  });

  it("finds none in experiments of two equal variants, but in 1 of 20 at most", () => {
    const verdicts = Array.from({ length: 60 }, (_, seed) => {
      const source = simulated(even, { users: 150, seed: 1000 + seed, of: {} });
      return experimentReport(source).comparisons[0]?.verdict;
    });
    expect(verdicts.filter((verdict) => verdict !== "undecided").length).toBeLessThanOrEqual(3);
  });

  it("says how small a difference can be seen so far, and how long to go on", () => {
    const source = simulated(even, { users: 120, seed: 5, of: { warm: { good: 0.65 } } });
    expect(adviceFor({ ...source, minEffect: 0.1 })).toMatch(
      /^Not decided: with \d+ conversations of control and \d+ of warm with a rated reply, a difference below [\d.]+ points cannot be seen\. Go on until about \d+ each with a rated reply \(what a difference of 10\.0 points needs\)\.$/,
    );
    expect(adviceFor(source)).toContain("the difference so far, would need");
  });

  it("calls no difference what is surely below the least one that matters", () => {
    const source = simulated(even, { users: 1500, seed: 6, of: {} });
    expect(adviceFor({ ...source, minEffect: 0.2 })).toMatch(/^No difference that matters/);
  });

  it("says to stop a variant that is worse", () => {
    const source = simulated(even, { users: 300, seed: 7, of: { warm: { latencyMs: 1200 } } });
    expect(adviceFor({ ...source, metric: "latency" })).toMatch(
      /^Stop: warm is worse: .* `understudy experiment stop tone warm --why "…"` sends its traffic to control\.$/,
    );
  });

  it("warns of a better variant that gets worse by what was not asked for", () => {
    const source = simulated(even, {
      users: 500,
      seed: 8,
      of: { control: { good: 0.4 }, warm: { good: 0.8, blocked: 0.3 } },
    });
    const [warm] = experimentReport(source).comparisons;
    expect(warm?.verdict).toBe("better");
    expect(warm?.worseBy.map(({ metric }) => metric)).toEqual(["blocked"]);
    expect(adviceFor(source)).toMatch(/But it makes more blocked replies .*: weigh that before you roll it out/);
  });

  it("says nothing before 20 of each, and plainly where there is nothing at all", () => {
    const few = simulated(even, { users: 20, seed: 9, of: {} });
    expect(adviceFor(few)).toMatch(/^Not decided: \d+ conversations? of control and \d+ of warm .* say nothing yet/);
    expect(adviceFor({ ...few, ratings: [] })).toMatch(/^Not decided: no reply of control or warm was rated yet/);
    expect(adviceFor({ ...few, turns: [] })).toMatch(/^No data: nobody has talked under this experiment yet/);
  });

  it("counts users, not turns: whoever says the same twenty times says it once", () => {
    const source = simulated(even, { users: 60, seed: 10, of: {} });
    const many = source.turns.flatMap((turn) =>
      Array.from({ length: 20 }, (_, copy) => ({ ...turn, turn: turn.turn * 20 + copy })),
    );
    const pick = (turns: ReportSource["turns"]) => {
      const { test, difference, anytime } =
        experimentReport({ ...source, turns, metric: "blocked" }).comparisons[0] ?? {};
      return { test: test?.p.toFixed(9), difference: difference?.toFixed(9), anytime: anytime?.p.toFixed(9) };
    };
    expect(pick(many)).toEqual(pick(source.turns));
  });

  it("compares rates that are 0 or 1 for each user by counts: χ², and Fisher's where few are expected", () => {
    const oneTurn = (rate: number) => {
      const source = simulated(even, { users: 200, seed: 11, of: { warm: { blocked: rate } } });
      return { ...source, turns: source.turns.filter(({ turn }) => turn === 1), metric: "blocked" as const };
    };
    expect(experimentReport(oneTurn(0.3)).comparisons[0]?.test?.name).toBe("chi-squared");
    expect(experimentReport(oneTurn(0.03)).comparisons[0]?.test?.name).toBe("fisher");
  });

  it("leaves users who saw both out of the comparison, and compares them with themselves", () => {
    const source = simulated(even, { users: 200, seed: 12, of: { warm: { latencyMs: 900 } } });
    const back = source.turns
      .filter(({ variant }) => variant === "warm")
      .slice(0, 60)
      .map((turn) => ({ ...turn, variant: "control", session: `${turn.session}-later`, latencyMs: 500 }));
    const report = experimentReport({ ...source, turns: [...source.turns, ...back], metric: "latency" });
    const [warm] = report.comparisons;
    const seenBoth = new Set(back.map(({ unit }) => unit)).size;
    expect(warm?.inBoth).toBe(seenBoth);
    expect(warm?.paired?.n).toBe(seenBoth);
    expect(warm?.paired?.difference).toBeGreaterThan(0);
    expect(report.unit).toBe("mixed");
  });

  it("holds a stopped variant against what the control did before the stop", () => {
    const source = simulated(even, { users: 100, seed: 13, of: {} });
    const stop = { experiment: "tone", variant: "warm", action: "stop", by: "canary", reason: "" } as const;
    const at = new Date(begin + 40 * 60_000).toISOString();
    const late = source.turns.filter((turn) => turn.at >= at).map((turn) => ({ ...turn, variant: "control" }));
    const turns = [...source.turns.filter((turn) => turn.at < at), ...late];
    const report = experimentReport({ ...source, turns, decisions: [{ ...stop, at }], metric: "blocked" });
    const [warm] = report.comparisons;
    expect((warm?.control.n ?? 0) + (warm?.other.n ?? 0)).toBe(40);
    expect(report.variants[1]?.stopped?.at).toBe(at);
    expect(report.traffic?.isOff).toBe(false);
  });

  it("says of a stopped variant since when, by whom, why and with what figures, and not to go on", () => {
    const source = simulated(even, { users: 60, seed: 16, of: {} });
    const at = "2026-03-05T18:20:00.000Z";
    const stop = { experiment: "tone", action: "stop", by: "canary", reason: "too many blocks", at } as const;
    const advice = adviceFor({ ...source, decisions: [{ ...stop, variant: "warm" }] });
    expect(advice).toMatch(
      /^warm is stopped since 2026-03-05 18:20 UTC, by the canary \(too many blocks\): its traffic goes to control\. Its figures, of \d+ conversations of control and \d+ of warm with a rated reply: share of rated replies that were rated good [\d.]+ % against [\d.]+ % in control; which of them was better was not decided by then\. `understudy experiment start tone warm` takes that back\.$/,
    );
    const all = adviceFor({ ...source, decisions: [stop] });
    expect(all).toMatch(
      /^tone is stopped since 2026-03-05 18:20 UTC, by the canary \(too many blocks\): nobody is given/,
    );
    const off = adviceFor({ ...source, experiment: { ...even, running: false } });
    expect(off).toMatch(/^tone is switched off: .*running: false/);
    for (const words of [advice, all, off]) expect(words).not.toMatch(/Go on/);
    const better = simulated(even, { users: 400, seed: 3, of: { control: { good: 0.5 }, warm: { good: 0.75 } } });
    expect(adviceFor({ ...better, decisions: [{ ...stop, variant: "warm" }] })).toMatch(
      /; warm was better, by .* at least/,
    );
  });

  it("says what is true where there are enough of each and nothing varies", () => {
    const { turns, ...source } = simulated(even, { users: 80, seed: 17, of: {} });
    const report = experimentReport({ ...source, turns, metric: "failed" });
    const shown = reportLines(report, adviceOf(report)).join("\n").replace(/\s+/g, " ");
    expect(shown).toContain("at any time nothing: the values of each variant are all the same, and give no interval");
    expect(shown).not.toContain("from 20");
    expect(shown).toContain("Not decided");
  });

  it("warns where users did not come in the shares that are set", () => {
    const lopsided = experimentSchema.parse({ variants: { control: { share: 3 }, warm: { share: 1 } } });
    const source = { ...simulated(even, { users: 200, seed: 14, of: {} }), experiment: lopsided };
    expect(experimentReport(source).traffic).toMatchObject({ isOff: true });
    expect(adviceFor(source)).toMatch(/^Do not act on these figures yet/);
  });

  it("corrects for several variants", () => {
    const three = experimentSchema.parse({
      variants: { control: { share: 1 }, warm: { share: 1 }, cold: { share: 1 } },
    });
    const { comparisons } = experimentReport(simulated(three, { users: 300, seed: 15, of: {} }));
    const smaller = Math.min(...comparisons.map(({ test }) => test?.p ?? 1));
    expect(Math.min(...comparisons.map(({ correctedP }) => correctedP ?? 1))).toBeCloseTo(Math.min(1, 2 * smaller), 9);
  });
});
